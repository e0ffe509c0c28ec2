using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>Reads <see cref="LinkEndPoint"/> and says in a sentence what is wrong with one.</summary>
internal static class LinkEndPointParser
{
    private const string SchemeEnd = "://";

    // In the order of LinkScheme.
    private static readonly string[] SchemeNames = ["udp", "tls", "tcp", "wss", "ws"];

    public static string NameOf(LinkScheme scheme) => SchemeNames[(int)scheme];

    public static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out LinkEndPoint? endPoint,
        [NotNullWhen(false)] out string? error)
    {
        endPoint = null;
        string rest = text?.Trim() ?? "";
        if (rest.Length == 0)
        {
            error = "The address is empty: write host:port, as play.example.org:7777.";
            return false;
        }

        if (!TryCutScheme(ref rest, out LinkScheme scheme, out error)
            || !TryCutPath(ref rest, scheme, out string path, out error)
            || !TryCutPort(ref rest, scheme, out int port, out error)
            || !TryTakeHost(rest, port, out string host, out error))
        {
            return false;
        }

        endPoint = new LinkEndPoint(scheme, host, port, path);
        return true;
    }

    private static bool TryCutScheme(
        ref string rest, out LinkScheme scheme, [NotNullWhen(false)] out string? error)
    {
        scheme = LinkScheme.Udp;
        error = null;
        int end = rest.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (end < 0)
            return true;
        string name = rest[..end].ToLowerInvariant();
        int index = Array.IndexOf(SchemeNames, name);
        if (index < 0)
        {
            error = $"'{name}' is no scheme: use udp, tcp, tls, ws or wss.";
            return false;
        }

        scheme = (LinkScheme)index;
        rest = rest[(end + SchemeEnd.Length)..];
        return true;
    }

    private static bool TryCutPath(
        ref string rest, LinkScheme scheme, out string path, [NotNullWhen(false)] out string? error)
    {
        bool hasPaths = scheme is LinkScheme.Ws or LinkScheme.Wss;
        path = hasPaths ? "/" : "";
        error = null;
        int start = rest.IndexOf('/', StringComparison.Ordinal);
        if (start < 0)
            return true;
        if (!hasPaths)
        {
            error = $"{NameOf(scheme)} has no paths: leave '{rest[start..]}' away, or use ws or wss.";
            return false;
        }

        path = rest[start..];
        rest = rest[..start];
        return true;
    }

    private static bool TryCutPort(
        ref string rest, LinkScheme scheme, out int port, [NotNullWhen(false)] out string? error)
    {
        error = null;
        port = scheme == LinkScheme.Wss ? 443 : scheme == LinkScheme.Ws ? 80 : 0;
        int colon = rest.LastIndexOf(':');
        if (rest.StartsWith('[') ? colon < rest.IndexOf(']', StringComparison.Ordinal) : colon < 0)
        {
            if (port == 0)
                error = $"'{rest}' has no port: write {rest}:7777.";
            return port > 0;
        }

        if (!rest.StartsWith('[') && rest.IndexOf(':', StringComparison.Ordinal) != colon)
        {
            error = $"'{rest}' looks like an IPv6 address: write it in brackets, as [::1]:7777.";
            return false;
        }

        string digits = rest[(colon + 1)..];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            || port is < 1 or > 65_535)
        {
            error = $"'{digits}' is no port: a port is 1 to 65535.";
            return false;
        }

        rest = rest[..colon];
        return true;
    }

    private static bool TryTakeHost(string rest, int port, out string host, [NotNullWhen(false)] out string? error)
    {
        host = rest;
        error = null;
        if (rest.Length == 0)
        {
            error = $"There is no host before ':{port}': write a name or an address, as 127.0.0.1:{port}.";
            return false;
        }

        if (rest.StartsWith('['))
        {
            host = rest.Trim('[', ']');
            bool isAddress = rest == $"[{host}]" && IPAddress.TryParse(host, out IPAddress? address)
                && address.AddressFamily == AddressFamily.InterNetworkV6;
            if (!isAddress)
                error = $"'{rest}' is no IPv6 address: brackets hold one, as [::1]:{port}.";
            return isAddress;
        }

        UriHostNameType type = Uri.CheckHostName(host);
        bool isKnown = type is UriHostNameType.Dns or UriHostNameType.IPv4;
        if (!isKnown)
            error = $"'{rest}' is neither a name nor an IPv4 address: write one, as play.example.org:{port}.";
        return isKnown;
    }
}
