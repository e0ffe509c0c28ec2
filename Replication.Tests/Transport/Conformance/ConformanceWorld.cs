using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>
/// A server and its clients over a real link of this machine. Waits by condition, with a bound; jumps over timeouts.
/// </summary>
internal sealed class ConformanceWorld : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<TransportClient> _clients = [];

    public ConformanceWorld(
        LinkKind kind, Func<TransportOptions, TransportOptions>? change = null, ConnectionOptions? options = null)
    {
        Links = new ConformanceLinks(kind, Clock, options);
        Server = new TransportServer(Links.Server, Options(change), Clock, Acceptor);
    }

    public ShiftedClock Clock { get; } = new();

    public ConformanceLinks Links { get; }

    public RecordingAcceptor Acceptor { get; } = new();

    public TransportServer Server { get; }

    /// <summary>False: the server's program hangs.</summary>
    public bool IsServerAlive { get; set; } = true;

    public Peer AddClient(Func<TransportOptions, TransportOptions>? change = null)
    {
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
    /// news of after it.
    /// </param>
    public void RunUntil(Func<bool> condition, TimeSpan aheadEachStep = default)
    {
        for (TimeSpan end = TimeProvider.System.Now() + Patience; TimeProvider.System.Now() < end;)
        {
            Step();
            if (condition())
                return;
            Clock.Advance(aheadEachStep);
            Thread.Sleep(1);
        }

        Assert.Fail($"The condition did not come true within {Patience.TotalSeconds} s.");
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

    private static TransportOptions Options(Func<TransportOptions, TransportOptions>? change)
    {
        var options = new TransportOptions { ProtocolId = 7, SchemaHash = 9 };
        return change?.Invoke(options) ?? options;
    }

    internal sealed record Peer(TransportClient Client, RecordingHandler Handler, ILink Link)
    {
        public Session Session => Client.Session;
    }
}
