using Replication.Runtime;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>One client: shows the world and notes how old the states are when they arrive.</summary>
internal sealed class WorldClient : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TickTimes _captures;
    private readonly WatchedStore _store;
    private readonly ReplicationClient _client;
    private readonly TimeHistogram _ages = new();
    private long _updates;

    public WorldClient(
        ILink link, LinkAddress server, SchemaTable schema, WorldOptions options, TickTimes captures,
        TimeProvider time)
    {
        _time = time;
        _captures = captures;
        _store = new WatchedStore(new WorldStore(schema), options, time);
        _client = new ReplicationClient(link, server, schema, _store, WorldLimits.OfClient(options), time);
        _client.Connect();
    }

    /// <summary>Whether its session stands.</summary>
    public bool IsConnected => _client.Session.State == SessionState.Connected;

    public void Tick()
    {
        _client.Tick();
        long updates = _client.Statistics.Updates - _updates;
        _updates += updates;
        if (updates == 0 || !_store.IsMeasuring) return;
        _ages.Add(_time.GetElapsedTime(_captures.Of(_client.AppliedTick.Value), _time.GetTimestamp()), updates);
    }

    public void Begin()
    {
        _ages.Clear();
        _store.Begin();
    }

    public void End() => _store.End();

    public WorldClientReport Report() =>
        new(_client.Session.Id, _client.Hash(), _ages.ToPart(), _store.Gaps.ToPart());

    public void Dispose() => _client.Dispose();
}

/// <summary>What one client saw.</summary>
/// <param name="Session">The session's id, the same on both sides.</param>
/// <param name="Hash">The hash of its rows.</param>
/// <param name="Ages">How old states were when they were applied, each as often as it had updates.</param>
/// <param name="Gaps">The times between two states of one moving replica.</param>
internal sealed record WorldClientReport(ulong Session, ulong Hash, TimeHistogramPart Ages, TimeHistogramPart Gaps);
