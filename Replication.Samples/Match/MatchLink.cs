using System.Net;
using System.Security.Cryptography.X509Certificates;
using Replication.Transport;
using Replication.Transport.Kestrel;

namespace Replication.Samples;

/// <summary>How both sides of a match open their link.</summary>
internal static class MatchLink
{
    /// <summary>The server's end, on this machine; where conditions are not perfect, behind the simulator.</summary>
    public static ILink OpenServer(
        LinkScheme scheme, int clients, X509Certificate2? certificate, NetworkConditions conditions)
    {
        var local = new IPEndPoint(IPAddress.Loopback, 0);
        // Every client is on this host.
        var limits = new ConnectionOptions
        {
            MaxConnections = clients,
            MaxConnectionsPerHost = clients,
            MaxOpensPerSecondPerHost = clients,
            MaxOpening = clients,
        };
        ILink link = scheme switch
        {
            LinkScheme.Udp => new UdpLink(local, TimeProvider.System),
            LinkScheme.Tcp => new TcpServerLink(local, TimeProvider.System, limits),
            LinkScheme.Tls => new TcpServerLink(
                local, TimeProvider.System, limits, MatchCertificate.ForServer(certificate!)),
            LinkScheme.Ws => OpenHost(local, new WebSocketHostOptions { Connections = limits }),
            _ => OpenHost(local, new WebSocketHostOptions { Connections = limits, Certificate = certificate }),
        };
        return BadNetwork.Worsen(link, conditions, seed: 1);
    }

    /// <summary>A client's end.</summary>
    public static ILink OpenClient(
        LinkEndPoint server, X509Certificate2? certificate, NetworkConditions conditions, ulong seed)
    {
        var options = new ClientLinkOptions
        {
            Tls = certificate is null ? null : MatchCertificate.ForClient(certificate),
        };
        ILink link = ClientLinks.Open(server, server.SessionAddress, TimeProvider.System, options);
        return BadNetwork.Worsen(link, conditions, seed);
    }

    private static WebSocketHost OpenHost(IPEndPoint local, WebSocketHostOptions options) =>
        WebSocketHost.StartAsync(local, TimeProvider.System, options).GetAwaiter().GetResult();
}
