using System.Net.WebSockets;

namespace Replication.Transport;

/// <summary>A server's end of a WebSocket that its host has accepted.</summary>
internal sealed class AcceptedWebSocketConnection(ConnectionTable table, LinkAddress remote, WebSocket socket)
    : WebSocketConnection(table, remote)
{
    protected override bool OpensWithDatagram => true;

    protected override ValueTask<WebSocket> OpenSocketAsync() => new(socket);
}
