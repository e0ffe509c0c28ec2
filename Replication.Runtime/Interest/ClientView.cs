using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// What connections that hold the same are to know: which replicas they may see, of which they lack the newest state,
/// and what they hold of each. A tick costs a few loads for each 64 rows, and work for what changed in view.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="memoryTicks">
/// How long what the client held of a replica is remembered after it left view, so that it can return as a delta.
/// </param>
internal sealed class ClientView(RowTable rows, int memoryTicks)
{
    private readonly Queue<Departure> _left = [];

    /// <summary>What the connection holds, of rows in view and of those whose end it does not know yet.</summary>
    public BaselineTable Baselines { get; } = new();

    /// <summary>The rows in view.</summary>
    public RowBits InView { get; } = new();

    /// <summary>Rows of which something is to be sent that is not under way.</summary>
    public RowBits Unsent { get; } = new();

    /// <summary>Rows of which the newest state, or the end, was not acknowledged.</summary>
    public RowBits Unacked { get; } = new();

    /// <summary>How many connections have this view.</summary>
    public int UserCount { get; set; } = 1;

    /// <summary>How many replicas are in view.</summary>
    public int Count { get; private set; }

    /// <summary>Whether anything of a group is unsent.</summary>
    public bool HasUnits { get; private set; }

    /// <summary>How many rows went when not everything could: a guess of how many will.</summary>
    public int ChosenCount { get; set; }

    /// <summary>A guess of the bits that a record's index costs where not everything goes.</summary>
    public int GapBits { get; set; }

    /// <summary>How much of the precision of what moves is given up for more states.</summary>
    public Precision Precision { get; set; }

    /// <summary>A guess of the priority below which nothing will go.</summary>
    public float PriorityBar { get; set; }

    /// <summary>Takes in what a tick changed.</summary>
    /// <param name="wanted">The rows that should be in view.</param>
    /// <param name="changed">The rows whose state changed.</param>
    /// <param name="tick">The tick.</param>
    public void Update(RowBits wanted, RowBits changed, Tick tick)
    {
        Grow();
        ForgetLeft(tick);
        Admit(wanted, tick);
        MarkChanged(changed);
    }

    /// <summary>The row whose words the connection receives of a replica.</summary>
    public int WordsOf(int index, in Baseline baseline)
    {
        ref Row row = ref rows[index];
        if (row.Face < 0 || baseline.Has(BaselineFlags.Whole)) return index;
        return baseline.Has(BaselineFlags.Team) ? row.TeamFace : row.Face;
    }

    /// <summary>Has a connection receive so much of a replica from now on.</summary>
    /// <param name="index">The replica's row.</param>
    /// <param name="share">
    /// All of it, what its team does (where that has a row), or neither: what everybody does.
    /// </param>
    /// <param name="tick">The tick.</param>
    public void SetShare(int index, BaselineFlags share, Tick tick)
    {
        ref Baseline baseline = ref Baselines[index];
        if ((baseline.Flags & BaselineFlags.Share) == share) return;

        // Versions are counted for each by itself, so what was held or is under way says nothing any more.
        baseline.Clear(BaselineFlags.Share);
        baseline.Set(share);
        baseline.Clear(BaselineFlags.Acked | BaselineFlags.Earlier | BaselineFlags.Sent);
        baseline.Since = tick;
        MarkUnsent(index);
    }

    /// <summary>
    /// Has what goes of a group take along all of it that was not acknowledged. What was, the client surely has, so a
    /// packet with that makes the whole group the tick's.
    /// </summary>
    public void Unite(ReplicaGroups groups)
    {
        HasUnits = false;
        if (groups.IsEmpty) return;
        ReadOnlySpan<ulong> grouped = groups.Grouped.Words;
        for (int i = 0; i < grouped.Length; i++)
        {
            for (ulong due = grouped[i] & Unsent.Words[i]; due != 0; due &= due - 1)
            {
                HasUnits = true;
                int index = (i * RowBits.WordRows) + BitOperations.TrailingZeroCount(due);
                foreach (int member in groups.MembersOf(index))
                {
                    if (Unacked.Has(member)) Unsent.Set(member);
                }
            }
        }
    }

    /// <summary>A hash of what the connection is to hold.</summary>
    public ulong Hash()
    {
        var hash = new ReplicaHash();
        foreach (int index in new ReplicaSet(InView))
        {
            if (rows[index].State == RowState.Alive) rows.Add(hash, index, WordsOf(index, Baselines[index]));
        }

        return hash.Value;
    }

    /// <summary>Notes that a row's state goes with the packet that is being written.</summary>
    /// <param name="index">The row.</param>
    /// <param name="coarseBits">The bits left out of it: all of it is lacking still, but not as urgently.</param>
    public void MarkSent(int index, int coarseBits = 0)
    {
        ref Baseline baseline = ref Baselines[index];
        if (!baseline.Has(BaselineFlags.Known)) Interlocked.Add(ref rows[index].KnownBy, UserCount);
        baseline.Set(BaselineFlags.Known | BaselineFlags.Sent);
        baseline.SentVersion = rows[WordsOf(index, baseline)].Version;
        baseline.SentCoarseBits = (byte)coarseBits;
        if (coarseBits == 0) Unsent.Reset(index);
        Baselines.Priorities[Baselines.PlaceOf(index)] = 0;
    }

    /// <summary>Notes that a row's end goes with the packet that is being written.</summary>
    public void MarkEndSent(int index) => Unsent.Reset(index);

    /// <summary>Notes that something of a row must go, again or after all.</summary>
    public void MarkUnsent(int index)
    {
        Unsent.Set(index);
        Unacked.Set(index);
    }

    /// <summary>Notes that the connection has all there is of a row.</summary>
    public void MarkAcked(int index)
    {
        Unsent.Reset(index);
        Unacked.Reset(index);
    }

    /// <summary>Notes that the end of a row must go.</summary>
    public void MarkEndUnsent(int index)
    {
        MarkUnsent(index);
        Baselines.Priorities[Baselines.PlaceOf(index)] = float.PositiveInfinity;
    }

    /// <summary>Ends what the connection holds of a row, and the row where it was the last to know of it.</summary>
    public void Forget(int index)
    {
        bool isKnown = Baselines[index].Has(BaselineFlags.Known);
        Baselines.Remove(index);
        MarkAcked(index);
        if (isKnown) Release(index);
    }

    /// <summary>Notes that the client knows of a row that it is out of view.</summary>
    public void MarkLeft(int index)
    {
        ref Baseline baseline = ref Baselines[index];
        if (!baseline.Has(BaselineFlags.Acked) || rows[index].State != RowState.Alive)
        {
            Forget(index);
            return;
        }

        baseline.Clear(BaselineFlags.Known | BaselineFlags.Out);
        baseline.Set(BaselineFlags.Left);
        MarkAcked(index);
        _left.Enqueue(new Departure(index, baseline.Since));
        Release(index);
    }

    /// <summary>Becomes the same as another view, for as many connections as it is told to.</summary>
    public void CopyFrom(ClientView other)
    {
        Baselines.CopyFrom(other.Baselines);
        InView.CopyFrom(other.InView);
        Unsent.CopyFrom(other.Unsent);
        Unacked.CopyFrom(other.Unacked);
        (Count, ChosenCount, GapBits) = (other.Count, other.ChosenCount, other.GapBits);
        (PriorityBar, Precision) = (other.PriorityBar, other.Precision);
        _left.Clear();
        foreach (Departure departure in other._left) _left.Enqueue(departure);
    }

    /// <summary>Lets one connection of several go: no row waits for it any more.</summary>
    public void DropUser()
    {
        UserCount--;
        for (int index = Baselines.Next(0); index >= 0; index = Baselines.Next(index + 1))
        {
            if (Baselines[index].Has(BaselineFlags.Known)) Interlocked.Decrement(ref rows[index].KnownBy);
        }
    }

    /// <summary>
    /// Takes up what a connection holds after a time in which it was told of nothing: only what it acknowledged counts.
    /// </summary>
    public void Resume()
    {
        for (int index = Baselines.Next(0); index >= 0; index = Baselines.Next(index + 1))
        {
            ref Baseline baseline = ref Baselines[index];
            baseline.Clear(BaselineFlags.Sent);
            if (baseline.Has(BaselineFlags.Known))
            {
                bool hasNewest = InView.Has(index) && baseline.Has(BaselineFlags.Acked)
                    && baseline.AckedVersion == rows[index].Version && baseline.AckedCoarseBits == 0;
                if (!hasNewest) MarkUnsent(index);
                continue;
            }

            // In its row there may be another replica by now, which comes into view anew.
            Baselines.Remove(index);
            MarkAcked(index);
            InView.Reset(index);
            Count--;
        }
    }

    /// <summary>Forgets every row, which the last connection knew of.</summary>
    public void Close()
    {
        for (int index = Baselines.Next(0); index >= 0; index = Baselines.Next(index + 1)) Forget(index);
        Reset();
    }

    /// <summary>Becomes as new; whoever had the view has another.</summary>
    public void Reset()
    {
        Baselines.Clear();
        InView.Clear();
        Unsent.Clear();
        Unacked.Clear();
        _left.Clear();
        (Count, ChosenCount, GapBits, UserCount, PriorityBar, Precision) = (0, 0, 0, 1, 0, default);
    }

    private void Release(int index)
    {
        ref Row row = ref rows[index];
        if (Interlocked.Add(ref row.KnownBy, -UserCount) == 0 && row.State == RowState.Tombstone) rows.Free(index);
    }

    // A version is never compared by its number after so long that the number may be another's.
    private void ForgetLeft(Tick tick)
    {
        while (_left.TryPeek(out Departure oldest) && tick.DistanceFrom(oldest.At) > memoryTicks)
        {
            _left.Dequeue();
            if (!Baselines.Has(oldest.Index)) continue;
            ref Baseline baseline = ref Baselines[oldest.Index];
            if (baseline.Has(BaselineFlags.Left) && baseline.Since == oldest.At) Baselines.Remove(oldest.Index);
        }
    }

    private void Grow()
    {
        Baselines.Grow(rows.Count);
        InView.Grow(rows.Count);
        Unsent.Grow(rows.Count);
        Unacked.Grow(rows.Count);
    }

    private void Admit(RowBits wanted, Tick tick)
    {
        Span<ulong> inView = InView.Words;
        ReadOnlySpan<ulong> target = wanted.Words[..inView.Length];
        if (target.SequenceEqual(inView)) return;
        for (int i = 0; i < target.Length; i++)
        {
            for (ulong left = inView[i] & ~target[i]; left != 0; left &= left - 1)
                Leave((i * RowBits.WordRows) + BitOperations.TrailingZeroCount(left), tick);
            for (ulong entered = target[i] & ~inView[i]; entered != 0; entered &= entered - 1)
                Enter((i * RowBits.WordRows) + BitOperations.TrailingZeroCount(entered), tick);
        }
    }

    private void Enter(int index, Tick tick)
    {
        ref Baseline baseline = ref Baselines.Add(index);
        if (baseline.Generation != rows[index].Generation)
        {
            // All of what has no more than everybody may receive; of the rest it is found out whose it is.
            baseline = new Baseline { Generation = rows[index].Generation };
            if (rows[index].Face < 0) baseline.Set(BaselineFlags.Whole);
        }

        baseline.Clear(BaselineFlags.Ending | BaselineFlags.Left | BaselineFlags.Sent);
        baseline.Since = tick;
        Baselines.Priorities[Baselines.PlaceOf(index)] = 0;
        InView.Set(index);
        MarkUnsent(index);
        Count++;
    }

    private void Leave(int index, Tick tick)
    {
        InView.Reset(index);
        Count--;
        ref Baseline baseline = ref Baselines[index];
        if (!baseline.Has(BaselineFlags.Known))
        {
            Baselines.Remove(index);
            MarkAcked(index);
            return;
        }

        baseline.Set(rows[index].State == RowState.Alive ? BaselineFlags.Out : BaselineFlags.Gone);
        baseline.Clear(BaselineFlags.Sent);
        baseline.Since = tick;
        MarkEndUnsent(index);
    }

    private void MarkChanged(RowBits changed)
    {
        ReadOnlySpan<ulong> inView = InView.Words;
        ReadOnlySpan<ulong> words = changed.Words;
        Span<ulong> unsent = Unsent.Words[..words.Length];
        Span<ulong> unacked = Unacked.Words[..words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            ulong due = words[i] & inView[i];
            unsent[i] |= due;
            unacked[i] |= due;
        }
    }

    private readonly record struct Departure(int Index, Tick At);
}
