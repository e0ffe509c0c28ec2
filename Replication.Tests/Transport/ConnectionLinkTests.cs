using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Replication.Samples;
using Replication.Tests.Transport.Conformance;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>What links with connections have besides what every link has.</summary>
public sealed class ConnectionLinkTests
{
    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void A_server_sends_to_nobody_who_has_not_connected(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        Assert.True(LinkAddress.TryParse("127.0.0.1:9", out LinkAddress stranger));

        Assert.False(world.Links.Server.Send([1], stranger));

        Assert.Equal(1, ((ConnectionLink)world.Links.Server).Statistics.SendsRefused);
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void Empty_and_oversized_datagrams_are_refused_and_the_largest_arrives(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind) { IsServerAlive = false };
        (ILink link, LinkAddress server) = world.Links.OpenClient();

        Assert.False(link.Send([], server));
        Assert.False(link.Send(new byte[1_473], server));
        Assert.True(link.Send(new byte[1_472], server));

        byte[] buffer = new byte[2_000];
        Assert.Equal(1_472, Patience.Receive(world.Links.Server, buffer).LengthBytes);
        link.Dispose();
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void A_datagram_larger_than_the_callers_buffer_is_dropped_and_counted(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind) { IsServerAlive = false };
        (ILink link, LinkAddress server) = world.Links.OpenClient();
        Assert.True(link.Send(new byte[11], server));
        Assert.True(link.Send(new byte[10], server));

        Assert.Equal(10, Patience.Receive(world.Links.Server, new byte[10]).LengthBytes);

        Assert.Equal(1, ((ConnectionLink)world.Links.Server).Statistics.DroppedOversized);
        link.Dispose();
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void What_the_ring_cannot_hold_is_dropped_and_counted(LinkKind kind)
    {
        using var world = new ConformanceWorld(
            kind, options: new ConnectionOptions { ReceiveRingCount = 16 }) { IsServerAlive = false };
        (ILink link, LinkAddress server) = world.Links.OpenClient();
        for (byte number = 0; number < 10; number++)
            Assert.True(link.Send([number], server));

        var serverLink = (ConnectionLink)world.Links.Server;
        Patience.Until(() => serverLink.Statistics.DroppedFull == 6);

        byte[] buffer = new byte[8];
        Assert.True(serverLink.TryReceive(buffer, out _));
        Assert.Equal(0, buffer[0]);
        link.Dispose();
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void Encryption_is_told(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ILink link, _) = world.Links.OpenClient();

        Assert.Equal(kind is LinkKind.Tls or LinkKind.SecureWebSocket, world.Links.Server.IsEncrypted);
        Assert.Equal(world.Links.Server.IsEncrypted, link.IsEncrypted);
        link.Dispose();
    }

    [Fact]
    public void A_client_connects_again_to_a_server_that_comes_back()
    {
        var clock = new ShiftedClock();
        var first = new TcpServerLink(new IPEndPoint(IPAddress.Loopback, 0), clock);
        LinkAddress address = first.LocalAddress;
        using var client = new TcpClientLink(address, clock);
        byte[] buffer = new byte[8];
        Assert.True(client.Send([1], address));
        Patience.Receive(first, buffer);
        first.Dispose();
        Patience.Until(() => client.ConnectionCount == 0);
        using var second = new TcpServerLink(address.ToEndPoint(), clock);

        Assert.False(client.Send([2], address), "not before the interval");
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(client.Send([3], address));

        Assert.Equal(1, Patience.Receive(second, buffer).LengthBytes);
        Assert.Equal(3, buffer[0]);
    }

    [Fact]
    public void A_port_where_nobody_listens_is_a_failure_with_a_reason()
    {
        LinkAddress closed;
        using (var listener = new TcpServerLink(new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System))
            closed = listener.LocalAddress;
        using var client = new TcpClientLink(closed, TimeProvider.System);

        client.Send([1], closed);
        Patience.Until(() => client.CountOf(ConnectionEnd.Failed) == 1 && client.LastFailure is not null);

        Assert.StartsWith("Failed: ", client.LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_not_trusted_is_a_TLS_failure_on_both_sides()
    {
        using var certificate = MatchCertificate.Create();
        using var other = MatchCertificate.Create();
        AssertTlsFails(certificate, MatchCertificate.ForClient(other));
    }

    [Fact]
    public void A_certificate_of_another_name_is_a_TLS_failure()
    {
        using var certificate = MatchCertificate.Create();
        SslClientAuthenticationOptions options = MatchCertificate.ForClient(certificate);
        options.TargetHost = "elsewhere.example.org";
        AssertTlsFails(certificate, options);
    }

    [Fact]
    public void Dispose_frees_the_port_and_a_second_one_does_nothing()
    {
        var link = new TcpServerLink(new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System);

        link.Dispose();
        link.Dispose();

        Assert.False(link.Send([1], link.LocalAddress));
        using var next = new TcpServerLink(link.LocalAddress.ToEndPoint(), TimeProvider.System);
        Assert.Equal(link.LocalAddress, next.LocalAddress);
    }

    [Fact]
    public void An_option_out_of_its_range_is_named()
    {
        AssertNamed(nameof(ConnectionOptions.MaxConnections), new ConnectionOptions { MaxConnections = 0 });
        AssertNamed(nameof(ConnectionOptions.MaxOpensPerSecond), new ConnectionOptions { MaxOpensPerSecond = 0 });
        AssertNamed(nameof(ConnectionOptions.MaxOpensPerSecond), new ConnectionOptions { MaxOpensPerSecond = 10_001 });
        AssertNamed(
            nameof(ConnectionOptions.MaxOpensPerSecondPerHost), new ConnectionOptions { MaxOpensPerSecondPerHost = 0 });
        AssertNamed(nameof(ConnectionOptions.MaxOpening), new ConnectionOptions { MaxOpening = 16_385 });
        AssertNamed(nameof(ConnectionOptions.ReceiveRingCount), new ConnectionOptions { ReceiveRingCount = 3 });
        AssertNamed(
            nameof(ConnectionOptions.SendBufferBytes),
            new ConnectionOptions { MaxDatagramBytes = 8_000, SendBufferBytes = 8_001 });
        AssertNamed(nameof(ConnectionOptions.FrameTimeout), new ConnectionOptions { FrameTimeout = TimeSpan.Zero });
    }

    private static void AssertNamed(string option, ConnectionOptions options) =>
        Assert.Equal(option, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);

    private static void AssertTlsFails(X509Certificate2 certificate, SslClientAuthenticationOptions options)
    {
        using var server = new TcpServerLink(
            new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System, tls: MatchCertificate.ForServer(certificate));
        using var client = new TcpClientLink(server.LocalAddress, TimeProvider.System, tls: options);

        client.Send([1], server.LocalAddress);
        Patience.Until(() => client.CountOf(ConnectionEnd.TlsFailed) == 1 && server.ConnectionCount == 0);

        Assert.False(server.TryReceive(new byte[8], out _));
    }
}
