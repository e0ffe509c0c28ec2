using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Replication.Transport;

/// <summary>
/// Where a server is and how to get there: scheme, host and port, as players and configuration files write it. The host
/// is a name or an address; <see cref="LinkAddress"/> is what becomes of it. Immutable; parsing and text allocate.
/// </summary>
public sealed record LinkEndPoint
{
    // 100::/64 leads nowhere (RFC 6666), so that no real peer has it.
    private const ulong NowherePrefix = 0x0100_0000_0000_0000;

    internal LinkEndPoint(LinkScheme scheme, string host, int port, string path)
    {
        Scheme = scheme;
        Host = host;
        Port = port;
        Path = path;
    }

    /// <summary>Which link.</summary>
    public LinkScheme Scheme { get; }

    /// <summary>A name, an IPv4 address, or an IPv6 address without brackets.</summary>
    public string Host { get; }

    /// <summary>1 to 65,535.</summary>
    public int Port { get; }

    /// <summary>Of ws and wss, with its leading slash and its query; elsewhere empty.</summary>
    public string Path { get; }

    /// <summary>Whether the link itself encrypts: tls and wss.</summary>
    public bool IsEncrypted => Scheme is LinkScheme.Tls or LinkScheme.Wss;

    /// <summary>
    /// The address by which a session names this server where the link finds the way itself: the host's where that is
    /// an address or <c>localhost</c>; for another name a stand-in, <c>[100::1]</c> with the port.
    /// </summary>
    public LinkAddress SessionAddress => TryGetAddress(out LinkAddress address)
        ? address
        : Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? LinkAddress.From(new IPEndPoint(IPAddress.Loopback, Port))
            : new LinkAddress(NowherePrefix, 1, 0, (ushort)Port);

    /// <summary>
    /// Reads <c>scheme://host:port</c>; udp where no scheme is named. An IPv6 address stands in brackets,
    /// <c>udp://[::1]:7777</c>.
    /// </summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="endPoint">The end point, or null.</param>
    /// <param name="error">What is wrong and what would be right, as a sentence; null when nothing is.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out LinkEndPoint? endPoint,
        [NotNullWhen(false)] out string? error) => LinkEndPointParser.TryParse(text, out endPoint, out error);

    /// <summary>The address, where the host is one.</summary>
    /// <param name="address">The address with the port, or no address.</param>
    /// <returns>False: the host is a name, to be resolved by <see cref="LinkResolver"/>.</returns>
    public bool TryGetAddress(out LinkAddress address) =>
        LinkAddress.TryParse(LinkEndPointParser.Bracketed(Host) + ":" + Port, out address);

    /// <summary>As a URI, as <c>wss://play.example.org:443/replication</c>.</summary>
    public Uri ToUri() => new(ToString());

    /// <summary>What <see cref="TryParse"/> reads, with the port.</summary>
    public override string ToString() =>
        $"{LinkEndPointParser.NameOf(Scheme)}://{LinkEndPointParser.Bracketed(Host)}:{Port}{Path}";
}
