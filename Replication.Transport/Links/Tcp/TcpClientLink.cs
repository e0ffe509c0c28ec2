using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>
/// A client's side of TCP: connects to one server when the first datagram is sent, and again when one is sent after the
/// connection was lost.
/// </summary>
public sealed class TcpClientLink : ConnectionLink
{
    private readonly LinkAddress _server;
    private readonly SslClientAuthenticationOptions? _tls;
    private Socket? _socket;
    private TimeSpan _dialAt;

    /// <summary>Connects with the first datagram, not before.</summary>
    /// <param name="server">The one address that datagrams go to and come from.</param>
    /// <param name="time">Stamps arrivals and measures deadlines; called on threads of the pool too.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <param name="tls">
    /// The server's name in its certificate (<see cref="SslClientAuthenticationOptions.TargetHost"/>) and what else TLS
    /// wants, of which the link keeps hold; null for plain TCP. Whatever it says, TLS 1.2 is the least.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TcpClientLink(
        LinkAddress server, TimeProvider time, ConnectionOptions? options = null,
        SslClientAuthenticationOptions? tls = null)
        : base(time, Single(options))
    {
        _server = server;
        _tls = tls;
    }

    /// <summary>This end of the connection; no address while there is none.</summary>
    public override LinkAddress LocalAddress
    {
        get
        {
            try
            {
                return _socket?.LocalEndPoint is IPEndPoint local ? LinkAddress.From(local) : default;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return default;
            }
        }
    }

    /// <summary>Whether it speaks TLS.</summary>
    public override bool IsEncrypted => _tls is not null;

    private protected override bool TryDial(LinkAddress remote, [NotNullWhen(true)] out Connection? connection)
    {
        connection = null;
        TimeSpan now = Table.Time.Now();
        if (remote != _server || now < _dialAt)
            return false;
        _dialAt = now + Table.Options.RedialInterval;
        AddressFamily family = remote.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        connection = new DialedTcpConnection(Table, remote, socket, _tls);
        if (Table.TryStart(connection))
        {
            _socket = socket;
            return true;
        }

        socket.Dispose();
        return false;
    }
}
