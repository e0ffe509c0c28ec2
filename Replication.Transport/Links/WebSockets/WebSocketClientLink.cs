using System.Diagnostics.CodeAnalysis;
using System.Net.Security;

namespace Replication.Transport;

/// <summary>
/// A client's side of WebSockets: connects to one server when the first datagram is sent, and again when one is sent
/// after the connection was lost. Runs in a browser too, where it is the only link there is.
/// </summary>
public sealed class WebSocketClientLink : ConnectionLink
{
    private readonly LinkEndPoint _server;
    private readonly SslClientAuthenticationOptions? _tls;
    private TimeSpan _dialAt;

    /// <summary>Connects with the first datagram, not before.</summary>
    /// <param name="server">A ws or wss end point, as <c>wss://play.example.org/replication</c>.</param>
    /// <param name="time">Stamps arrivals and measures deadlines; called on threads of the pool too.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <param name="tls">
    /// What TLS wants besides the server's name, of which the link keeps hold; null for the system's trust. A browser
    /// has its own and does not ask.
    /// </param>
    /// <exception cref="ArgumentException">The end point has another scheme.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public WebSocketClientLink(
        LinkEndPoint server, TimeProvider time, ConnectionOptions? options = null,
        SslClientAuthenticationOptions? tls = null)
        : base(time, Single(options))
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.Scheme is not (LinkScheme.Ws or LinkScheme.Wss))
            Throw.WrongScheme(server, "ws or wss");
        _server = server;
        _tls = tls;
    }

    /// <summary>
    /// An address by which a session without a token may name the server: its
    /// <see cref="LinkEndPoint.SessionAddress"/>. A token names its own, and the link leads to its one server all the
    /// same.
    /// </summary>
    public LinkAddress ServerAddress => _server.SessionAddress;

    /// <summary>No address: this end of the connection is not told.</summary>
    public override LinkAddress LocalAddress => default;

    /// <summary>Whether it is wss.</summary>
    public override bool IsEncrypted => _server.IsEncrypted;

    private protected override bool TryDial(LinkAddress remote, [NotNullWhen(true)] out Connection? connection)
    {
        connection = null;
        TimeSpan now = Table.Time.Now();
        if (now < _dialAt)
            return false;
        _dialAt = now + Table.Options.RedialInterval;
        connection = new DialedWebSocketConnection(Table, remote, _server.ToUri(), _tls);
        return Table.TryStart(connection);
    }
}
