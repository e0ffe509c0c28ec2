using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Replication.Samples;
using Replication.Transport;
using Replication.Transport.Kestrel;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>A server's link of one kind, and as many clients' links to it as are asked for.</summary>
internal sealed class ConformanceLinks
{
    private static readonly X509Certificate2 Certificate = MatchCertificate.Create();

    private const string Path = "/replication";

    private readonly LinkKind _kind;
    private readonly TimeProvider _time;
    private readonly ConnectionOptions _options;
    private readonly LoopbackNetwork _network;

    public ConformanceLinks(LinkKind kind, TimeProvider time, ConnectionOptions? options = null)
    {
        _kind = kind;
        _time = time;
        _options = options ?? new ConnectionOptions();
        _network = new LoopbackNetwork(time, NetworkConditions.Perfect, seed: 1);
        Server = OpenServer();
    }

    public ILink Server { get; }

    /// <summary>A client's link, and the address that it knows the server by.</summary>
    public (ILink Link, LinkAddress Server) OpenClient() => _kind switch
    {
        LinkKind.Loopback => (_network.CreateLink(), Server.LocalAddress),
        >= LinkKind.Udp and <= LinkKind.UdpNetcode => (OpenUdp(), Server.LocalAddress),
        LinkKind.Tcp => (new TcpClientLink(Server.LocalAddress, _time, _options), Server.LocalAddress),
        LinkKind.Tls => (
            new TcpClientLink(Server.LocalAddress, _time, _options, TlsOfClient()), Server.LocalAddress),
        LinkKind.WebSocket => (new WebSocketClientLink(EndPoint("ws"), _time, _options), Server.LocalAddress),
        LinkKind.SecureWebSocket => (
            new WebSocketClientLink(EndPoint("wss"), _time, _options, TlsOfClient()), Server.LocalAddress),
        _ => throw new ArgumentOutOfRangeException(nameof(_kind)),
    };

    /// <summary>What a TLS client needs to trust the servers of this suite.</summary>
    public static SslClientAuthenticationOptions TlsOfClient() => MatchCertificate.ForClient(Certificate);

    private ILink OpenServer()
    {
        var local = new IPEndPoint(IPAddress.Loopback, 0);
        return _kind switch
        {
            LinkKind.Loopback => _network.CreateLink(),
            >= LinkKind.Udp and <= LinkKind.UdpNetcode => OpenUdp(),
            LinkKind.Tcp => new TcpServerLink(local, _time, _options),
            LinkKind.Tls => new TcpServerLink(local, _time, _options, MatchCertificate.ForServer(Certificate)),
            LinkKind.WebSocket => OpenHost(local, null),
            LinkKind.SecureWebSocket => OpenHost(local, Certificate),
            _ => throw new ArgumentOutOfRangeException(nameof(_kind)),
        };
    }

    private UdpLink OpenUdp()
    {
        var options = new UdpLinkOptions
        {
            ReceiveMode = _kind == LinkKind.Udp ? UdpReceiveMode.Threaded : UdpReceiveMode.Polled,
            AllowBatches = _kind != LinkKind.UdpPolledSingly,
        };
        return new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), _time, options);
    }

    private WebSocketHost OpenHost(IPEndPoint local, X509Certificate2? certificate) =>
        WebSocketHost.StartAsync(
            local, _time,
            new WebSocketHostOptions { Path = Path, Certificate = certificate, Connections = _options })
            .GetAwaiter().GetResult();

    private LinkEndPoint EndPoint(string scheme)
    {
        string text = $"{scheme}://{Server.LocalAddress}{Path}";
        Assert.True(LinkEndPoint.TryParse(text, out LinkEndPoint? endPoint, out string? error), error);
        return endPoint;
    }
}
