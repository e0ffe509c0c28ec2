using System.Net;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>Both sides of the traffic through this library, sealed.</summary>
internal static class OurTraffic
{
    // What a backend shares with its servers; here both processes of the benchmark know it.
    private static readonly byte[] Key = [.. Enumerable.Range(1, ConnectTokenMint.PrivateKeyBytes).Select(
        static value => (byte)value)];

    /// <summary>A token for each client.</summary>
    public static ConnectToken[] Mint(int count, LinkAddress server)
    {
        using var mint = new ConnectTokenMint(protocolId: 0, Key, TimeProvider.System);
        return [.. Enumerable.Range(1, count).Select(client => mint.Mint((ulong)client, [server]))];
    }

    public static UdpLink OpenLink(Carrier carrier)
    {
        var options = new UdpLinkOptions
        {
            ReceiveMode = carrier == Carrier.Us ? UdpReceiveMode.Polled : UdpReceiveMode.Threaded,
        };
        return new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System, options);
    }

    public static TransportOptions Options(TrafficPlan plan) => new()
    {
        MaxSessions = plan.Clients,
        PrivateKey = Key,
        Channels =
        [
            new ChannelOptions
            {
                Mode = plan.Mode == TrafficPlan.Sequenced ? ChannelMode.Sequenced : ChannelMode.ReliableOrdered,
            },
        ],
    };

    /// <summary>Takes messages; there are no payloads.</summary>
    public sealed class Handler(LatencyLog log) : ISessionHandler
    {
        public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt) => false;

        public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
        {
            log.Take(message);
            return true;
        }

        public void Delivered(Sequence sequence)
        {
            // Nobody keeps count of payloads that were not sent.
        }

        public void Lost(Sequence sequence)
        {
            // As above.
        }
    }
}

/// <summary>The server's side.</summary>
internal sealed class OurServer : ITraffic, ISessionAcceptor
{
    private readonly UdpLink _link;
    private readonly TransportServer _server;
    private readonly OurTraffic.Handler _handler;

    public OurServer(TrafficPlan plan, LatencyLog log)
    {
        _handler = new OurTraffic.Handler(log);
        _link = OurTraffic.OpenLink(plan.Carrier);
        _server = new TransportServer(_link, OurTraffic.Options(plan), TimeProvider.System, this);
    }

    public int Port => _link.LocalAddress.Port;

    public int ConnectedCount { get; private set; }

    public long PacketCount => _link.Statistics.DatagramsSent;

    public void Receive() => _server.Receive();

    public void Send(ReadOnlySpan<byte> message)
    {
        foreach (Session session in _server.Sessions)
            session.TrySend(0, message);
    }

    public void Flush() => _server.Flush();

    public ISessionHandler Connected(Session session)
    {
        ConnectedCount++;
        return _handler;
    }

    public void Disconnected(Session session, DisconnectReason reason) => ConnectedCount--;

    public void Dispose() => _server.Dispose();
}

/// <summary>The clients' side: a link for each.</summary>
internal sealed class OurClients : ITraffic
{
    private readonly UdpLink[] _links;
    private readonly TransportClient[] _clients;

    public OurClients(TrafficPlan plan, LatencyLog log, int serverPort)
    {
        var server = LinkAddress.From(new IPEndPoint(IPAddress.Loopback, serverPort));
        var handler = new OurTraffic.Handler(log);
        TransportOptions options = OurTraffic.Options(plan);
        _links = [.. Enumerable.Range(0, plan.Clients).Select(_ => OurTraffic.OpenLink(plan.Carrier))];
        _clients =
        [
            .. _links.Zip(OurTraffic.Mint(plan.Clients, server), (link, token) =>
                new TransportClient(link, token, options, TimeProvider.System, handler)),
        ];
        foreach (TransportClient client in _clients)
            client.Connect();
    }

    public int Port => 0;

    public int ConnectedCount => _clients.Count(static client => client.Session.State == SessionState.Connected);

    public long PacketCount => _links.Sum(static link => link.Statistics.DatagramsSent);

    public void Receive()
    {
        foreach (TransportClient client in _clients)
            client.Receive();
    }

    public void Send(ReadOnlySpan<byte> message)
    {
        foreach (TransportClient client in _clients)
            client.Session.TrySend(0, message);
    }

    public void Flush()
    {
        foreach (TransportClient client in _clients)
            client.Flush();
    }

    public void Dispose()
    {
        foreach (TransportClient client in _clients)
            client.Dispose();
    }
}
