using System.Net;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>The server's thread with its sessions, or the clients' with theirs.</summary>
internal abstract class SoakSide : IDisposable
{
    // To one peer at a time, when this machine has been busy with something else for half a second.
    private const int DatagramsOnTheWay = 16;

    /// <summary>Its ends of the sessions.</summary>
    public abstract IReadOnlyList<SoakPeer> Peers { get; }

    /// <summary>Sessions that have ended, which none should.</summary>
    public abstract int EndedCount { get; }

    public abstract void Receive();

    public abstract void Flush();

    public abstract void Dispose();

    // The memory that is measured is the sessions': what the bad network holds at its worst is made before.
    protected static SimulatorBuffers MakeBuffers(SoakOptions options)
    {
        var buffers = new SimulatorBuffers();
        buffers.Add(options.Sessions * DatagramsOnTheWay);
        return buffers;
    }

    protected static ILink OpenLink(NetworkConditions conditions, ulong seed, SimulatorBuffers buffers)
    {
        var options = new UdpLinkOptions { ReceiveMode = UdpReceiveMode.Polled, SystemBufferBytes = 4 << 20 };
        var link = new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System, options);
        return new SimulatedLink(link, conditions, seed, TimeProvider.System, buffers);
    }
}

/// <summary>The server's side.</summary>
internal sealed class SoakServer : SoakSide, ISessionAcceptor
{
    private readonly TransportServer _server;
    private readonly List<SoakPeer> _peers;
    private int _ended;

    public SoakServer(SoakOptions options)
    {
        _peers = new List<SoakPeer>(options.Sessions);
        _server = new TransportServer(
            OpenLink(options.Conditions, seed: 1, MakeBuffers(options)), options.Transport, TimeProvider.System, this);
    }

    public LinkAddress Address => _server.LocalAddress;

    public override IReadOnlyList<SoakPeer> Peers => _peers;

    public override int EndedCount => _ended;

    public override void Receive() => _server.Receive();

    public override void Flush() => _server.Flush();

    public ISessionHandler Connected(Session session)
    {
        var peer = new SoakPeer { Session = session };
        _peers.Add(peer);
        return peer;
    }

    public void Disconnected(Session session, DisconnectReason reason) => _ended++;

    public override void Dispose() => _server.Dispose();
}

/// <summary>The clients' side: a link for each.</summary>
internal sealed class SoakClients : SoakSide
{
    private readonly TransportClient[] _clients;
    private readonly SoakPeer[] _peers;

    public SoakClients(SoakOptions options, LinkAddress server)
    {
        _peers = [.. Enumerable.Range(0, options.Sessions).Select(static _ => new SoakPeer())];
        SimulatorBuffers buffers = MakeBuffers(options);
        _clients =
        [
            .. options.Mint(server).Select((token, index) => new TransportClient(
                OpenLink(options.Conditions, seed: (ulong)index + 2, buffers),
                token,
                options.Transport,
                TimeProvider.System,
                _peers[index])),
        ];
        foreach (TransportClient client in _clients)
            client.Connect();
    }

    public override IReadOnlyList<SoakPeer> Peers => _peers;

    public override int EndedCount =>
        _clients.Count(static client => client.Session.State == SessionState.Disconnected);

    public bool AreConnected => _clients.All(static client => client.Session.State == SessionState.Connected);

    public override void Receive()
    {
        for (int index = 0; index < _clients.Length; index++)
        {
            _clients[index].Receive();
            _peers[index].Session = _clients[index].Session;
        }
    }

    public override void Flush()
    {
        foreach (TransportClient client in _clients)
            client.Flush();
    }

    public override void Dispose()
    {
        foreach (TransportClient client in _clients)
            client.Dispose();
    }
}
