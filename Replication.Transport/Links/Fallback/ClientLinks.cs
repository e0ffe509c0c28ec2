using System.Net;
using System.Net.Security;

namespace Replication.Transport;

/// <summary>From an end point to the link that leads there.</summary>
public static class ClientLinks
{
    /// <summary>Whether this platform has such a link: a browser has WebSockets alone, others have all.</summary>
    /// <param name="scheme">Which link.</param>
    public static bool CanOpen(LinkScheme scheme) =>
        !OperatingSystem.IsBrowser() || scheme is LinkScheme.Ws or LinkScheme.Wss;

    /// <summary>
    /// Opens the link. Sends nothing yet. Its session names the server by <paramref name="address"/>, over ws and wss
    /// by <see cref="LinkEndPoint.SessionAddress"/>.
    /// </summary>
    /// <param name="endPoint">Where to.</param>
    /// <param name="address">
    /// What <see cref="LinkResolver"/> made of it; not used by ws and wss, which find the way themselves.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <exception cref="PlatformNotSupportedException">This platform has no such link.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The system has no socket for it.</exception>
    public static ILink Open(
        LinkEndPoint endPoint, LinkAddress address, TimeProvider time, ClientLinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        options ??= new ClientLinkOptions();
        options.Validate();
        if (!CanOpen(endPoint.Scheme))
            Throw.NoSuchLinkHere(endPoint);
        return endPoint.Scheme switch
        {
            LinkScheme.Udp => new UdpLink(
                new IPEndPoint(address.IsIPv4 ? IPAddress.Any : IPAddress.IPv6Any, 0), time, options.Udp),
            LinkScheme.Tcp => new TcpClientLink(address, time, options.Connections),
            LinkScheme.Tls => new TcpClientLink(
                address, time, options.Connections,
                options.Tls ?? new SslClientAuthenticationOptions { TargetHost = endPoint.Host }),
            _ => new WebSocketClientLink(endPoint, time, options.Connections, options.Tls),
        };
    }
}
