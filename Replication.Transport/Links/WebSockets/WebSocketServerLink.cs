using System.Net.WebSockets;

namespace Replication.Transport;

/// <summary>
/// The server's side of WebSockets: carries datagrams in the WebSockets that a host has accepted and hands over. It
/// knows no HTTP; a host has one of these or derives from it, as that of Replication.Transport.Kestrel does.
/// </summary>
public class WebSocketServerLink : ConnectionLink
{
    /// <summary>Waits for a host to hand WebSockets over.</summary>
    /// <param name="time">Stamps arrivals and measures deadlines; called on threads of the pool too.</param>
    /// <param name="isEncrypted">Whether the host speaks TLS with every client, so that this is wss.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
#pragma warning disable RS0022 // A host in another assembly derives from it; the base class lets nobody else in.
    public WebSocketServerLink(TimeProvider time, bool isEncrypted, ConnectionOptions? options = null)
        : base(time, options)
#pragma warning restore RS0022
    {
        IsEncrypted = isEncrypted;
    }

    /// <summary>Where clients connect, as far as a host says so; else no address.</summary>
    public override LinkAddress LocalAddress => default;

    /// <inheritdoc/>
    public sealed override bool IsEncrypted { get; }

    /// <summary>Carries datagrams in an accepted WebSocket until it ends. Any thread.</summary>
    /// <param name="socket">The WebSocket; the link's from now on, which disposes it.</param>
    /// <param name="remote">
    /// The client's address and port, by which it is told apart from the others: of two at a time with the same one the
    /// second is not let in.
    /// </param>
    /// <returns>Complete when the WebSocket has ended, or was not let in. Never fails.</returns>
    public Task CarryAsync(WebSocket socket, LinkAddress remote)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Table.TryAdmit(remote) ? CarryAdmittedAsync(socket, remote) : RefuseAsync(socket);
    }

    /// <summary>
    /// Whether a client that connects may come in, for a host that can ask before TLS and HTTP have cost anything; if
    /// not, the reason is counted. It uses up one of <see cref="ConnectionOptions.MaxOpensPerSecond"/>, and counts in
    /// every limit from now on. Any thread.
    /// </summary>
    /// <param name="remote">The client's address and port.</param>
    /// <param name="abort">
    /// Closes it at once, and never waits: what it is when it has not become a WebSocket within
    /// <see cref="ConnectionOptions.OpenTimeout"/>.
    /// </param>
    protected bool TryAdmit(LinkAddress remote, Action abort)
    {
        ArgumentNullException.ThrowIfNull(abort);
        return Table.TryAdmit(remote, abort);
    }

    /// <summary>
    /// Says that a client that <see cref="TryAdmit"/> let in is gone, whether or not it has become a WebSocket; whoever
    /// asks there says it here. Any thread.
    /// </summary>
    /// <param name="remote">The client's address and port.</param>
    protected void Leave(LinkAddress remote) => Table.Leave(remote);

    /// <summary>
    /// <see cref="CarryAsync"/> for a client that <see cref="TryAdmit"/> said yes to when it connected. Any thread.
    /// </summary>
    /// <param name="socket">The WebSocket; the link's from now on, which disposes it.</param>
    /// <param name="remote">The client's address and port.</param>
    /// <returns>Complete when the WebSocket has ended, or was not let in. Never fails.</returns>
    protected Task CarryAdmittedAsync(WebSocket socket, LinkAddress remote)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var connection = new AcceptedWebSocketConnection(Table, remote, socket);
        return Table.TryStart(connection) ? connection.Life : RefuseAsync(socket);
    }

    /// <summary>Stops what accepts; called once, by Dispose, when every WebSocket is closed.</summary>
    protected virtual void StopHost()
    {
    }

    private protected sealed override void Release() => StopHost();

    private static Task RefuseAsync(WebSocket socket)
    {
        socket.Abort();
        socket.Dispose();
        return Task.CompletedTask;
    }
}
