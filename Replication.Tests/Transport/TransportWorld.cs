using Replication.Tests.Transport.Security;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>How the sessions of a <see cref="TransportWorld"/> are protected.</summary>
public enum Protection
{
    /// <summary>Not: a checksum, on loopback addresses.</summary>
    Open,

    /// <summary>With connect tokens, in the sessions' own way.</summary>
    Sealed,

    /// <summary>With connect tokens, in netcode's packets.</summary>
    Netcode,
}

/// <summary>A server and its clients on a loopback network under a virtual clock; seeded through and through.</summary>
internal sealed class TransportWorld : IDisposable
{
    public const ulong ProtocolId = 7;

    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    public static readonly ulong ChannelHash = ChannelOptions.Hash(ChannelOptions.Standard);

    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(static value => (byte)(value * 3 + 2))];

    private readonly List<TransportClient> _clients = [];
    private readonly Protection _protection;
    private readonly ulong _seed;
    private ulong _salts;
    private ulong _tokens;

    public TransportWorld(
        NetworkConditions? conditions = null,
        ulong seed = 1,
        Func<TransportOptions, TransportOptions>? change = null,
        Protection protection = Protection.Open)
    {
        _seed = seed;
        _salts = seed * 1_000;
        _protection = protection;
        Network = new LoopbackNetwork(Clock, conditions ?? NetworkConditions.Perfect, seed);
        ServerLink = new TappedLink(Network.CreateLink());
        TransportOptions options = Options(change);
        if (protection != Protection.Open)
            options = options with { PrivateKey = Key };
        Server = new TransportServer(ServerLink, options, Clock, Acceptor);
    }

    public VirtualClock Clock { get; } = new();

    public LoopbackNetwork Network { get; }

    public RecordingAcceptor Acceptor { get; } = new();

    public TappedLink ServerLink { get; }

    public TransportServer Server { get; }

    /// <summary>Counts what both sides cipher.</summary>
    public CountingAeadSource Ciphers { get; } = new(AeadSources.Best);

    public TransportOptions Options(Func<TransportOptions, TransportOptions>? change = null)
    {
        var options = new TransportOptions
        {
            ProtocolId = ProtocolId,
            SchemaHash = 9,
            SaltSource = () => ++_salts,
            SealedProtocol =
                _protection == Protection.Netcode ? SealedProtocol.Netcode : SealedProtocol.Replication,
            MaxPayloadBytes = 1_200,
            Ciphers = Ciphers,
        };
        return change?.Invoke(options) ?? options;
    }

    public Peer AddClient(
        Func<TransportOptions, TransportOptions>? change = null,
        LinkAddress? address = null,
        bool connect = true,
        ConnectToken? token = null,
        ILink? link = null)
    {
        link ??= address is { } known ? Network.CreateLink(known) : Network.CreateLink();
        var tapped = new TappedLink(link);
        var handler = new RecordingHandler();
        TransportClient client = _protection == Protection.Open && token is null
            ? new TransportClient(tapped, Server.LocalAddress, Options(change), Clock, handler)
            : new TransportClient(tapped, token ?? Mint(), Options(change), Clock, handler);
        return Add(client, handler, tapped, connect);
    }

    /// <summary>Begins a client's next session, with a token of its own where it needs one.</summary>
    public void ConnectAgain(Peer peer)
    {
        if (_protection == Protection.Open)
            peer.Client.Connect();
        else
            peer.Client.Connect(Mint());
    }

    /// <summary>A client that does without a token, whatever the server wants.</summary>
    public Peer AddOpenClient()
    {
        var tapped = new TappedLink(Network.CreateLink());
        var handler = new RecordingHandler();
        var client = new TransportClient(tapped, Server.LocalAddress, Options(), Clock, handler);
        return Add(client, handler, tapped, connect: true);
    }

    /// <summary>A client whose session is connected on both sides.</summary>
    public Peer AddConnectedClient(Func<TransportOptions, TransportOptions>? change = null)
    {
        Peer peer = AddClient(change);
        RunUntil(() => peer.Client.Session.State == SessionState.Connected);
        Run(Tick * 2);
        return peer;
    }

    /// <summary>A token of this server, for the next client or a certain one.</summary>
    public ConnectToken Mint(
        ulong clientId = 0,
        LinkAddress[]? servers = null,
        byte[]? key = null,
        ulong protocolId = ProtocolId,
        ConnectTokenOptions? options = null)
    {
        _tokens++;
        using var mint = new ConnectTokenMint(
            protocolId, key ?? Key, Clock, options, AeadSources.Best, new SeededNumbers((_seed * 1_000) + _tokens));
        return mint.Mint(clientId == 0 ? 1_000 + _tokens : clientId, servers ?? [Server.LocalAddress], [1, 2, 3]);
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

    private Peer Add(TransportClient client, RecordingHandler handler, TappedLink link, bool connect)
    {
        _clients.Add(client);
        if (connect)
            client.Connect();
        return new Peer(client, handler, link);
    }

    internal sealed record Peer(TransportClient Client, RecordingHandler Handler, TappedLink Link)
    {
        public Session Session => Client.Session;

        public LinkAddress Address => Link.LocalAddress;
    }
}
