using System.Net.Security;
using System.Net.WebSockets;

namespace Replication.Transport;

/// <summary>A client's end of a WebSocket: it connects, and over wss makes TLS.</summary>
#pragma warning disable CA1001 // A connection's end releases it, whatever the end: ReleaseAsync.
internal sealed class DialedWebSocketConnection(
    ConnectionTable table, LinkAddress remote, Uri uri, SslClientAuthenticationOptions? tls)
    : WebSocketConnection(table, remote)
#pragma warning restore CA1001
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _ending = new();

    protected override bool OpensWithDatagram => false;

    protected override async ValueTask<WebSocket> OpenSocketAsync()
    {
        // A browser makes TLS by itself and takes no settings for it.
        if (tls is null || OperatingSystem.IsBrowser())
        {
            await _socket.ConnectAsync(uri, _ending.Token).ConfigureAwait(false);
            return _socket;
        }

        // The WebSocket takes its connection out of the handler, which is not needed for more.
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = tls });
        await _socket.ConnectAsync(uri, invoker, _ending.Token).ConfigureAwait(false);
        return _socket;
    }

    protected override void Abort()
    {
        // To abort one that connects is not enough to make it fail at once.
        _ending.Cancel();
        _socket.Abort();
    }

    protected override ValueTask ReleaseAsync()
    {
        _socket.Dispose();
        _ending.Dispose();
        return default;
    }
}
