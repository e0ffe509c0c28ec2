using Replication.Runtime;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>One client: shows the world and notes how old the states are when they arrive.</summary>
internal sealed class WorldClient : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TickTimes _captures;
    private readonly WorldStore _shown;
    private readonly WatchedStore _store;
    private readonly ReplicationClient _client;
    private readonly Histogram _ages = new();
    private readonly ViewErrors _errors;
    private readonly long _connectedAt;
    private readonly int _replicas;
    private long _updates;
    private JoinReport? _join;

    public WorldClient(
        ILink link, LinkAddress server, SchemaTable schema, WorldOptions options, TickTimes captures,
        TimeProvider time, ConnectToken? token = null)
    {
        _time = time;
        _captures = captures;
        _errors = new ViewErrors(options);
        _shown = new WorldStore(schema);
        _store = new WatchedStore(_shown, options, time);
        ReplicationOptions limits = WorldLimits.OfClient(options);
        _client = token is null
            ? new ReplicationClient(link, server, schema, _store, limits, time)
            : new ReplicationClient(link, token, schema, _store, limits, time);
        _replicas = options.Entities;
        _connectedAt = time.GetTimestamp();
        _client.Connect();
    }

    /// <summary>Whether its session stands.</summary>
    public bool IsConnected => _client.Session.State == SessionState.Connected;

    public void Tick()
    {
        _client.Tick();
        if (_join is null && _client.ReplicaCount == _replicas)
        {
            _join = new JoinReport(
                _time.GetElapsedTime(_connectedAt).TotalMilliseconds, _client.Session.Statistics.BytesReceived);
        }

        long updates = _client.Statistics.Updates - _updates;
        _updates += updates;
        if (updates == 0 || !_store.IsMeasuring) return;
        TimeSpan age = _time.GetElapsedTime(_captures.Of(_client.AppliedTick.Value), _time.GetTimestamp());
        _ages.Add(age.TotalMilliseconds, updates);
    }

    public void Begin()
    {
        _ages.Clear();
        _errors.Clear();
        _store.Begin();
    }

    public void End() => _store.End();

    /// <summary>Notes how far what it shows is from what the server has.</summary>
    public void Compare(WorldScene scene) => _errors.Add(scene.Movers, _shown);

    public WorldClientReport Report() => new(
        _client.Session.Id, _client.Hash(), _ages.ToPart(), _store.Gaps.ToPart(), _errors.Centimeters.ToPart(),
        _errors.Degrees.ToPart(), _join);

    public void Dispose() => _client.Dispose();
}

/// <summary>What one client saw.</summary>
/// <param name="Session">The session's id, the same on both sides.</param>
/// <param name="Hash">The hash of its rows.</param>
/// <param name="Ages">How old states were when they were applied, in ms, each as often as it had updates.</param>
/// <param name="Gaps">The times between two states of one moving replica, in ms.</param>
/// <param name="Errors">How far from where they are it showed what moves, in cm; empty in other processes.</param>
/// <param name="TurnErrors">The same of orientations, in degrees.</param>
/// <param name="Join">What joining cost; null until it has the world.</param>
internal sealed record WorldClientReport(
    ulong Session, ulong Hash, HistogramPart Ages, HistogramPart Gaps, HistogramPart Errors, HistogramPart TurnErrors,
    JoinReport? Join);

/// <summary>What it cost a client to have the whole world.</summary>
/// <param name="Milliseconds">From connecting to the last replica being there.</param>
/// <param name="Bytes">Datagram bytes received until then.</param>
internal sealed record JoinReport(double Milliseconds, long Bytes);
