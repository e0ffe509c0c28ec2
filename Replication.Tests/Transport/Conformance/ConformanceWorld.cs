using Replication.Transport;

namespace Replication.Tests.Transport.Conformance;

/// <summary>
/// A server and its clients over a real link of this machine. Waits by condition, with a bound; jumps over timeouts.
/// </summary>
internal sealed class ConformanceWorld : IDisposable
{
    private static readonly byte[] Key =
        [.. Enumerable.Range(1, ConnectTokenMint.PrivateKeyBytes).Select(static value => (byte)value)];

    private readonly List<TransportClient> _clients = [];
    private readonly bool _isSealed;
    private readonly bool _isNetcode;
    private ulong _mintedTokens;

    /// <param name="kind">What carries.</param>
    /// <param name="change">What the server does otherwise than by default.</param>
    /// <param name="options">The limits of the server's link.</param>
    /// <param name="clock">Null for the system's, with jumps.</param>
    public ConformanceWorld(
        LinkKind kind,
        Func<TransportOptions, TransportOptions>? change = null,
        ConnectionOptions? options = null,
        ShiftedClock? clock = null)
    {
        Clock = clock ?? new ShiftedClock();
        Links = new ConformanceLinks(kind, Clock, options);
        _isNetcode = kind == LinkKind.UdpNetcode;
        _isSealed = _isNetcode || kind == LinkKind.UdpSealed;
        Server = new TransportServer(Links.Server, Options(change), Clock, Acceptor);
    }

    public ShiftedClock Clock { get; }

    public ConformanceLinks Links { get; }

    public RecordingAcceptor Acceptor { get; } = new();

    public TransportServer Server { get; }

    /// <summary>False: the server's program hangs.</summary>
    public bool IsServerAlive { get; set; } = true;

    public Peer AddClient(Func<TransportOptions, TransportOptions>? change = null)
    {
        if (_isSealed)
            return AddClient(Mint(Options(change).ProtocolId));
        (ILink link, LinkAddress server) = Links.OpenClient();
        var handler = new RecordingHandler();
        return Start(new TransportClient(link, server, Options(change), Clock, handler), handler, link);
    }

    /// <summary>A client with a token, whose session is sealed.</summary>
    public Peer AddClient(ConnectToken token)
    {
        (ILink link, _) = Links.OpenClient();
        var handler = new RecordingHandler();
        return Start(new TransportClient(link, token, Options(null), Clock, handler), handler, link);
    }

    /// <summary>A client whose session is connected, and the server's end of it.</summary>
    public (Peer Client, Session OnServer) AddConnectedClient(Func<TransportOptions, TransportOptions>? change = null)
    {
        int count = Acceptor.Connections.Count;
        Peer peer = AddClient(change);
        RunUntil(() => peer.Session.State == SessionState.Connected && Acceptor.Connections.Count > count);
        return (peer, Acceptor.Connections[^1]);
    }

    /// <summary>Begins a client's next session, with a token of its own where it needs one.</summary>
    public void ConnectAgain(Peer peer)
    {
        if (_isSealed)
            peer.Client.Connect(Mint(Options(null).ProtocolId));
        else
            peer.Client.Connect();
    }

    /// <summary>A token of the server, for somebody else each time.</summary>
    public ConnectToken Mint(ulong protocolId)
    {
        using var mint = new ConnectTokenMint(protocolId, Key, TimeProvider.System);
        return mint.Mint(++_mintedTokens, [Links.Server.LocalAddress]);
    }

    public RecordingHandler HandlerOf(Session session) => Acceptor.Handlers[session];

    public void Step()
    {
        if (IsServerAlive)
            Server.Receive();
        foreach (TransportClient client in _clients)
            client.Receive();
        if (IsServerAlive)
            Server.Flush();
        foreach (TransportClient client in _clients)
            client.Flush();
    }

    /// <param name="condition">What must come true.</param>
    /// <param name="aheadEachStep">
    /// By how much the clock jumps between steps: a timeout comes soon, and what was still under way is not taken for
    /// news of after it. Whoever waits for an answer meanwhile may miss it.
    /// </param>
    public void RunUntil(Func<bool> condition, TimeSpan aheadEachStep = default)
    {
        bool isFirst = true;
        Patience.Until(condition, () =>
        {
            if (!isFirst)
                Clock.Advance(aheadEachStep);
            isFirst = false;
            Step();
        });
    }

    /// <summary>
    /// As above, with a session that is to live on: the clock jumps only when the server has heard of it since the
    /// last jump.
    /// </summary>
    public void RunUntil(Func<bool> condition, TimeSpan aheadEachExchange, Peer staying, Session onServer)
    {
        while (!condition())
        {
            Clock.Advance(aheadEachExchange);
            int heard = HandlerOf(onServer).Payloads.Count;
            RunUntil(() => staying.Session.TrySend([1], out _));
            RunUntil(() => HandlerOf(onServer).Payloads.Count > heard);
        }
    }

    /// <summary>Stops a client's program without a word: its session is not ended, its link just goes.</summary>
    public void Kill(Peer peer)
    {
        _clients.Remove(peer.Client);
        peer.Link.Dispose();
    }

    public void Dispose()
    {
        foreach (TransportClient client in _clients)
            client.Dispose();
        Server.Dispose();
    }

    private Peer Start(TransportClient client, RecordingHandler handler, ILink link)
    {
        _clients.Add(client);
        client.Connect();
        return new Peer(client, handler, link);
    }

    private TransportOptions Options(Func<TransportOptions, TransportOptions>? change)
    {
        var options = new TransportOptions
        {
            ProtocolId = 7,
            SchemaHash = 9,
            PrivateKey = _isSealed ? Key : default,
            SealedProtocol = _isNetcode ? SealedProtocol.Netcode : SealedProtocol.Replication,
        };
        return change?.Invoke(options) ?? options;
    }

    internal sealed record Peer(TransportClient Client, RecordingHandler Handler, ILink Link)
    {
        public Session Session => Client.Session;
    }
}
