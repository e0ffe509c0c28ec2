using System.Net.WebSockets;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>A server, and a peer with a bare WebSocket to it.</summary>
internal sealed class WebSocketAttack : IDisposable
{
    private WebSocketAttack(LinkKind kind) => World = new ConformanceWorld(kind, clock: new ShiftedClock(speed: 0.1));

    public ConformanceWorld World { get; }

    public ConnectionLink Link => (ConnectionLink)World.Links.Server;

    public ClientWebSocket Socket { get; } = new();

    public static async Task<WebSocketAttack> OpenAsync(LinkKind kind)
    {
        var attack = new WebSocketAttack(kind);
        bool isSecure = kind == LinkKind.SecureWebSocket;
        var uri = new Uri($"{(isSecure ? "wss" : "ws")}://{attack.Link.LocalAddress}/replication");
        using var handler = new SocketsHttpHandler();
        if (isSecure)
            handler.SslOptions = ConformanceLinks.TlsOfClient();
        using var invoker = new HttpMessageInvoker(handler);
        await attack.Socket.ConnectAsync(uri, invoker, TestContext.Current.CancellationToken);
        attack.World.RunUntil(() => attack.Link.ConnectionCount == 1);
        attack.World.IsServerAlive = false;
        return attack;
    }

    public Task SendAsync(
        byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Binary, bool isEnd = true) =>
        Socket.SendAsync(bytes, type, isEnd, CancellationToken.None);

    /// <summary>The next datagram that the server's link received.</summary>
    public ReceivedDatagram Take()
    {
        byte[] buffer = new byte[2_000];
        ReceivedDatagram received = default;
        World.RunUntil(() => Link.TryReceive(buffer, out received));
        return received;
    }

    public void AssertEnds(ConnectionEnd end, TimeSpan aheadEachStep = default)
    {
        World.IsServerAlive = true;
        World.RunUntil(() => Link.CountOf(end) == 1 && Link.ConnectionCount == 0, aheadEachStep);
        foreach (ConnectionEnd other in Enum.GetValues<ConnectionEnd>().Where(other => other != end))
            Assert.Equal(0, Link.CountOf(other));
    }

    public void Dispose()
    {
        Socket.Dispose();
        World.Dispose();
    }
}
