using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Replication.Transport;

/// <summary>From names to addresses, and this machine's own.</summary>
public static class LinkResolver
{
    /// <summary>
    /// The addresses of an end point's host, in the order to try them: that of the system, but the two families take
    /// turns (RFC 8305, section 4), so that a family without a route costs one attempt. Waits for the network where the
    /// host is a name.
    /// </summary>
    /// <param name="endPoint">The end point.</param>
    /// <param name="cancellationToken">Ends the wait, with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The addresses, or what went wrong.</returns>
    public static Task<LinkResolution> ResolveAsync(
        LinkEndPoint endPoint, CancellationToken cancellationToken = default) =>
        ResolveAsync(endPoint, static (host, token) => Dns.GetHostAddressesAsync(host, token), cancellationToken);

    /// <summary>
    /// The addresses of this machine by which others reach it on its networks, those of IPv4 first; 127.0.0.1 alone
    /// where there is no network. For a server to show to players. Asks the system each time.
    /// </summary>
    /// <param name="port">The port to name in each.</param>
    public static ImmutableArray<LinkAddress> LocalAddresses(int port)
    {
        LinkAddress[] found =
        [
            .. from network in NetworkInterface.GetAllNetworkInterfaces()
               where network.OperationalStatus == OperationalStatus.Up
                   && network.NetworkInterfaceType != NetworkInterfaceType.Loopback
               from entry in network.GetIPProperties().UnicastAddresses
               let address = LinkAddress.From(new IPEndPoint(entry.Address, port))
               orderby address.IsIPv4 descending, entry.Address.IsIPv6LinkLocal
               select address,
        ];
        return found.Length > 0 ? [.. found] : [LinkAddress.From(new IPEndPoint(IPAddress.Loopback, port))];
    }

    internal static async Task<LinkResolution> ResolveAsync(
        LinkEndPoint endPoint, Func<string, CancellationToken, Task<IPAddress[]>> lookUp,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (endPoint.TryGetAddress(out LinkAddress known))
            return new LinkResolution([known], null);
        try
        {
            IPAddress[] found = await lookUp(endPoint.Host, cancellationToken).ConfigureAwait(false);
            return found.Length > 0
                ? new LinkResolution([.. TakeTurns(found, endPoint.Port)], null)
                : new LinkResolution([], $"{endPoint.Host} has no address");
        }
        catch (SocketException exception)
        {
            return new LinkResolution([], $"{endPoint.Host} was not found: {exception.Message}");
        }
    }

    private static IEnumerable<LinkAddress> TakeTurns(IPAddress[] found, int port)
    {
        AddressFamily first = found[0].AddressFamily;
        var one = new Queue<IPAddress>(found.Where(address => address.AddressFamily == first));
        var other = new Queue<IPAddress>(found.Where(address => address.AddressFamily != first));
        while (one.Count + other.Count > 0)
        {
            if (one.TryDequeue(out IPAddress? address))
                yield return LinkAddress.From(new IPEndPoint(address, port));
            (one, other) = (other, one);
        }
    }
}
