using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>A server and its clients on a loopback network under a virtual clock; seeded through and through.</summary>
internal sealed class TransportWorld : IDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    public static readonly ulong ChannelHash = ChannelOptions.Hash(ChannelOptions.Standard);

    private readonly List<TransportClient> _clients = [];
    private ulong _salts;

    public TransportWorld(
        NetworkConditions? conditions = null, ulong seed = 1, Func<TransportOptions, TransportOptions>? change = null)
    {
        _salts = seed * 1_000;
        Network = new LoopbackNetwork(Clock, conditions ?? NetworkConditions.Perfect, seed);
        ServerLink = new TappedLink(Network.CreateLink());
        Server = new TransportServer(ServerLink, Options(change), Clock, Acceptor);
    }

    public VirtualClock Clock { get; } = new();

    public LoopbackNetwork Network { get; }

    public RecordingAcceptor Acceptor { get; } = new();

    public TappedLink ServerLink { get; }

    public TransportServer Server { get; }

    public TransportOptions Options(Func<TransportOptions, TransportOptions>? change = null)
    {
        var options = new TransportOptions { ProtocolId = 7, SchemaHash = 9, SaltSource = () => ++_salts };
        return change?.Invoke(options) ?? options;
    }

    public Peer AddClient(
        Func<TransportOptions, TransportOptions>? change = null, LinkAddress? address = null, bool connect = true)
    {
        var link = new TappedLink(address is { } known ? Network.CreateLink(known) : Network.CreateLink());
        var handler = new RecordingHandler();
        var client = new TransportClient(link, Server.LocalAddress, Options(change), Clock, handler);
        _clients.Add(client);
        if (connect)
            client.Connect();
        return new Peer(client, handler, link);
    }

    /// <summary>A client whose session is connected on both sides.</summary>
    public Peer AddConnectedClient(Func<TransportOptions, TransportOptions>? change = null)
    {
        Peer peer = AddClient(change);
        RunUntil(() => peer.Client.Session.State == SessionState.Connected);
        Run(Tick * 2);
        return peer;
    }

    public RecordingHandler HandlerOf(Session session) => Acceptor.Handlers[session];

    public void Step()
    {
        Server.Receive();
        foreach (TransportClient client in _clients)
            client.Receive();
        Server.Flush();
        foreach (TransportClient client in _clients)
            client.Flush();
        Clock.Advance(Tick);
    }

    public void Run(TimeSpan duration)
    {
        for (TimeSpan end = Clock.Now() + duration; Clock.Now() < end;)
            Step();
    }

    public void RunUntil(Func<bool> condition)
    {
        for (int step = 0; step < 20_000; step++)
        {
            if (condition())
                return;
            Step();
        }

        Assert.Fail("The condition did not come true within 100 s of virtual time.");
    }

    /// <summary>Stops stepping a client, as when its process is killed: it says no word.</summary>
    public void Kill(Peer peer)
    {
        _clients.Remove(peer.Client);
        peer.Link.Dispose();
    }

    /// <summary>Puts a datagram on the network under any sender's name.</summary>
    public void Forge(byte[] datagram, LinkAddress from, LinkAddress to) => Network.Carry(datagram, from, to);

    public void Dispose()
    {
        foreach (TransportClient client in _clients)
            client.Dispose();
        Server.Dispose();
    }

    internal sealed record Peer(TransportClient Client, RecordingHandler Handler, TappedLink Link)
    {
        public Session Session => Client.Session;

        public LinkAddress Address => Link.LocalAddress;
    }
}
