using System.Diagnostics.CodeAnalysis;

namespace Replication.Runtime;

/// <summary>Finds the first tick in which two recordings are not the same, and what differs there.</summary>
/// <remarks>
/// Two servers' recordings are compared replica by replica in every tick that both have. A client's recording is
/// compared with its server's state by state: each that the client received with what the server had in the tick that
/// it is of. What a client was not sent is no difference.
/// </remarks>
public sealed class Divergence
{
    /// <summary>The most differences of one tick that are told.</summary>
    public const int MaxDifferences = 256;

    private readonly ReplayReader _first;
    private readonly ReplayReader _second;
    private readonly List<StateDifference> _differences = [];
    private readonly RowDifference _rows;

    private Divergence(ReplayReader first, ReplayReader second)
    {
        _first = first;
        _second = second;
        _rows = new RowDifference(first.Schema, _differences, MaxDifferences);
    }

    /// <summary>The differences of the first tick that has any, at most <see cref="MaxDifferences"/>.</summary>
    public IReadOnlyList<StateDifference> Differences => _differences;

    /// <summary>How many differences that tick has.</summary>
    public int DifferenceCount => _rows.Count;

    /// <summary>How many ticks were compared.</summary>
    public long TickCount { get; private set; }

    /// <summary>How many states of replicas were compared.</summary>
    public long StateCount { get; private set; }

    /// <summary>
    /// States of a client that could not be compared, since the server's of that tick is no longer at hand, or since
    /// they came coarse.
    /// </summary>
    public long PassedOver { get; private set; }

    /// <summary>Compares two recordings of the same components.</summary>
    /// <param name="first">Any bytes, from the stream's position on; can seek.</param>
    /// <param name="second">The same.</param>
    /// <param name="schema">The components here; the recordings may have others.</param>
    /// <param name="options">Limits.</param>
    /// <param name="divergence">Takes what was found.</param>
    /// <param name="problem">Takes why they cannot be compared.</param>
    /// <returns>False when they cannot. That they were compared says nothing of what was found.</returns>
    /// <exception cref="IOException">A stream cannot be read.</exception>
    public static bool TryCompare(
        Stream first, Stream second, SchemaTable schema, ReplicationOptions options,
        [NotNullWhen(true)] out Divergence? divergence, out ReplayProblem problem)
    {
        divergence = null;
        if (!ReplayReader.TryOpen(first, schema, options, out ReplayReader? a, out problem)) return false;
        if (!ReplayReader.TryOpen(second, schema, options, out ReplayReader? b, out problem)) return false;
        if (a.Head.SchemaHash != b.Head.SchemaHash)
        {
            problem = new ReplayProblem(
                ReplayProblemKind.SchemaMismatch, "The two were recorded by builds with different components.");
            return false;
        }

        if (a.Head.Source == ReplaySource.Client && b.Head.Source == ReplaySource.Client)
        {
            problem = new ReplayProblem(ReplayProblemKind.NoServer, "");
            return false;
        }

        divergence = new Divergence(a, b);
        if (a.Head.Source == b.Head.Source)
            divergence.CompareServers();
        else
            divergence.CompareReceived(isFirstClient: a.Head.Source == ReplaySource.Client);
        return true;
    }

    private void CompareServers()
    {
        bool isOpen = _first.Step() && _second.Step();
        while (isOpen)
        {
            int ahead = _first.CurrentTick.DistanceFrom(_second.CurrentTick);
            if (ahead == 0)
            {
                CompareTick();
                if (_rows.Count > 0) return;
            }

            isOpen = ahead switch
            {
                0 => _first.Step() && _second.Step(),
                > 0 => _second.Step(),
                _ => _first.Step(),
            };
        }
    }

    // A replica that neither recording touched since the last comparison is as equal as it was then.
    private void CompareTick()
    {
        TickCount++;
        foreach (int index in _first.World.Replicas.Touched) CompareRow(index);
        foreach (int index in _second.World.Replicas.Touched)
        {
            if (!_first.World.Replicas[index].IsTouched) CompareRow(index);
        }

        _first.World.Replicas.ClearTouched();
        _second.World.Replicas.ClearTouched();
    }

    private void CompareRow(int index)
    {
        StateCount++;
        Tick tick = _first.CurrentTick;
        bool isFirst = TryGetAlive(_first.World.Rows, index, out ReplicaId first);
        bool isSecond = TryGetAlive(_second.World.Rows, index, out ReplicaId second);
        if (isFirst && (!isSecond || first != second)) _rows.AddReplica(tick, first, DifferenceKind.OnlyInFirst);
        if (isSecond && (!isFirst || first != second)) _rows.AddReplica(tick, second, DifferenceKind.OnlyInSecond);
        if (isFirst && isSecond && first == second)
            _rows.Compare(tick, first, Newest(_first.World.Rows, index), Newest(_second.World.Rows, index));
    }

    private void CompareReceived(bool isFirstClient)
    {
        ReplayReader client = isFirstClient ? _first : _second;
        ReplayReader server = isFirstClient ? _second : _first;
        bool isOpen = server.Step();
        while (isOpen && client.Step())
        {
            while (client.CurrentTick.IsNewerThan(server.CurrentTick) && server.Step())
            {
                // The server's states reach as far as the client's now.
            }

            if (client.CurrentTick.IsNewerThan(server.CurrentTick)) return;
            TickCount++;
            foreach (int index in client.World.Replicas.Touched)
            {
                if (TryGetAlive(client.World.Rows, index, out ReplicaId replica))
                    CompareState(client.World, server, replica, isFirstClient);
            }

            client.World.Replicas.ClearTouched();
            server.World.Replicas.ClearTouched();
            if (_rows.Count > 0) return;
        }
    }

    private void CompareState(IncomingWorld client, ReplayReader server, ReplicaId replica, bool isFirstClient)
    {
        ref Row received = ref client.Rows[replica.Index];
        Tick tick = received.ChangedAt;
        if (received.CoarseBits > 0 || server.FirstTick.IsNewerThan(tick)
            || !TryFindAsOf(server.World, replica, tick, out RowDifference.HeldState had))
        {
            PassedOver++;
            return;
        }

        StateCount++;
        var got = new RowDifference.HeldState(received.Layout!, client.Rows.Words(received));
        if (isFirstClient)
            _rows.Compare(tick, replica, got, had);
        else
            _rows.Compare(tick, replica, had, got);
    }

    private static bool TryFindAsOf(
        IncomingWorld world, ReplicaId replica, Tick tick, out RowDifference.HeldState state)
    {
        state = default;
        if (!world.Rows.IsUsed(replica.Index) || world.Rows[replica.Index].Generation != replica.Generation)
            return false;
        ref Row row = ref world.Rows[replica.Index];
        if (!row.ChangedAt.IsNewerThan(tick))
        {
            state = Newest(world.Rows, replica.Index);
            return true;
        }

        if (!world.Log.TryFindAsOf(row, tick, out VersionLog.Version version)) return false;
        state = new RowDifference.HeldState(version.Layout, version.Words);
        return true;
    }

    private static RowDifference.HeldState Newest(RowTable rows, int index) =>
        new(rows[index].Layout!, rows.Words(rows[index]));

    private static bool TryGetAlive(RowTable rows, int index, out ReplicaId replica)
    {
        replica = default;
        if (!rows.IsUsed(index) || rows[index].State != RowState.Alive) return false;
        replica = new ReplicaId(index, rows[index].Generation);
        return true;
    }
}
