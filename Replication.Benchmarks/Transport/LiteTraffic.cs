using System.Diagnostics;
using LiteNetLib;

namespace Replication.Benchmarks;

/// <summary>
/// Either side of the traffic through LiteNetLib: one manager for the server, one for each client. By hand, each is
/// asked once a tick and updated at its end; by default, threads of its own do both and a tick only takes the events.
/// </summary>
internal sealed class LiteTraffic : ITraffic
{
    private readonly NetManager[] _managers;
    private readonly DeliveryMethod _method;
    private readonly bool _isManual;
    private long _updatedAt = Stopwatch.GetTimestamp();

    private LiteTraffic(TrafficPlan plan, LatencyLog log, int count)
    {
        _isManual = plan.Carrier == Carrier.LiteNetLib;
        _method = plan.Mode == TrafficPlan.Sequenced ? DeliveryMethod.Sequenced : DeliveryMethod.ReliableOrdered;
        var listener = new EventBasedNetListener();
        listener.ConnectionRequestEvent += static request => request.Accept();
        listener.NetworkReceiveEvent += (_, reader, _, _) =>
            log.Take(reader.RawData.AsSpan(reader.UserDataOffset, reader.UserDataSize));
        _managers = [.. Enumerable.Range(0, count).Select(_ => Open(listener))];
    }

    public int Port => _managers[0].LocalPort;

    public int ConnectedCount => _managers.Sum(static manager => manager.ConnectedPeersCount);

    public long PacketCount => _managers.Sum(static manager => manager.Statistics.PacketsSent);

    public static LiteTraffic Server(TrafficPlan plan, LatencyLog log) => new(plan, log, count: 1);

    public static LiteTraffic Clients(TrafficPlan plan, LatencyLog log, int serverPort)
    {
        var clients = new LiteTraffic(plan, log, plan.Clients);
        foreach (NetManager manager in clients._managers)
            manager.Connect("127.0.0.1", serverPort, "");
        return clients;
    }

    public void Receive()
    {
        foreach (NetManager manager in _managers)
            manager.PollEvents();
    }

    public void Send(ReadOnlySpan<byte> message)
    {
        foreach (NetManager manager in _managers)
            manager.SendToAll(message, _method);
    }

    public void Flush()
    {
        if (!_isManual)
            return;
        float elapsed = (float)Stopwatch.GetElapsedTime(_updatedAt).TotalMilliseconds;
        _updatedAt = Stopwatch.GetTimestamp();
        foreach (NetManager manager in _managers)
            manager.ManualUpdate(elapsed);
    }

    public void Dispose()
    {
        foreach (NetManager manager in _managers)
            manager.Stop();
    }

    // The counters are needed to see packets, and recycling keeps it from allocating each one anew. By hand it gets
    // what this library has: one socket, of IPv4.
    private NetManager Open(EventBasedNetListener listener)
    {
        var manager = new NetManager(listener) { EnableStatistics = true, AutoRecycle = true };
        if (_isManual)
            manager.IPv6Enabled = false;
        bool started = _isManual ? manager.StartInManualMode(0) : manager.Start();
        return started ? manager : throw new InvalidOperationException("LiteNetLib did not start.");
    }
}
