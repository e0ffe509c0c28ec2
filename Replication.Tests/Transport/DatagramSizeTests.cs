using System.Net;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>A session's payloads are no larger than what the link carries, without a word in the options.</summary>
public sealed class DatagramSizeTests
{
    // Behind the header, the ranges of acks and the checksum.
    private const int OverheadBytes = 10 + 15 + 4;

    private static readonly LinkAddress Nobody = LinkAddress.FromIPv4(0x7F000001, 9);

    [Fact]
    public void A_session_takes_the_smaller_of_its_options_and_of_what_the_link_carries()
    {
        var options = new TransportOptions();

        using var server = new TransportServer(Udp(600), options, TimeProvider.System, new RecordingAcceptor());
        using var small = new TransportServer(
            Udp(600), options with { MaxPayloadBytes = 500 }, TimeProvider.System, new RecordingAcceptor());
        using var client = new TransportClient(Udp(700), Nobody, options, TimeProvider.System, new RecordingHandler());

        Assert.Equal(600 - OverheadBytes, server.MaxPayloadBytes);
        Assert.Equal(500, small.MaxPayloadBytes);
        Assert.Equal(700 - OverheadBytes, client.MaxPayloadBytes);
    }

    [Fact]
    public void The_largest_payload_arrives_over_a_link_that_carries_little()
    {
        var handler = new RecordingHandler();
        var acceptor = new RecordingAcceptor();
        using var narrow = new TransportServer(Udp(600), new TransportOptions(), TimeProvider.System, acceptor);
        using var client = new TransportClient(
            Udp(1_472), narrow.LocalAddress, new TransportOptions(), TimeProvider.System, handler);
        client.Connect();
        void Step()
        {
            narrow.Receive();
            client.Receive();
            narrow.Flush();
            client.Flush();
        }

        Patience.Until(() => client.Session.State == SessionState.Connected && acceptor.Connections.Count == 1, Step);
        Session session = acceptor.Connections[0];
        Patience.Until(() => session.TrySend(new byte[session.MaxPayloadBytes], out _), Step);
        Patience.Until(() => handler.Payloads.Count > 0, Step);

        Assert.Equal(600 - OverheadBytes, handler.Payloads[0].Length);
        Assert.Equal(session.MaxPayloadBytes, client.Session.MaxPayloadBytes);
    }

    [Fact]
    public void A_link_too_narrow_for_a_session_is_refused_at_once()
    {
        using UdpLink plain = Udp(92);
        using UdpLink forTokens = Udp(1_000);
        var options = new TransportOptions { PrivateKey = new byte[ConnectTokenMint.PrivateKeyBytes] };

        Assert.Throws<ArgumentException>(() => new TransportClient(
            plain, Nobody, new TransportOptions(), TimeProvider.System, new RecordingHandler()));
        Assert.Throws<ArgumentException>(() => new TransportServer(
            forTokens, options, TimeProvider.System, new RecordingAcceptor()));
    }

    [Fact]
    public void A_joined_link_carries_what_each_of_its_links_does()
    {
        var options = new ConnectionOptions { MaxDatagramBytes = 900 };
        using var tcp = new TcpServerLink(Anywhere, TimeProvider.System, options);
        using var joined = new JoinedLink(Udp(1_000), tcp);

        Assert.Equal(900, joined.MaxDatagramBytes);
    }

    [Fact]
    public void A_chain_of_links_carries_what_each_of_its_steps_does()
    {
        var options = new ClientLinkOptions
        {
            Udp = new UdpLinkOptions { MaxDatagramBytes = 1_000 },
            Connections = new ConnectionOptions { MaxDatagramBytes = 900 },
        };
        var clock = new VirtualClock();
        using var both = new FallbackLink([EndPoint("tcp://[::1]:9"), EndPoint("udp://[::1]:9")], clock, options);
        using var one = new FallbackLink([EndPoint("udp://[::1]:9")], clock, options);

        Assert.Equal(900, both.MaxDatagramBytes);
        Assert.Equal(1_000, one.MaxDatagramBytes);
    }

    [Fact]
    public void A_link_that_says_nothing_has_no_limit()
    {
        using ILink link = new ScriptedLink();

        Assert.Equal(65_535, link.MaxDatagramBytes);
    }

    private static IPEndPoint Anywhere => new(IPAddress.Loopback, 0);

    private static UdpLink Udp(int maxDatagramBytes) =>
        new(Anywhere, TimeProvider.System, new UdpLinkOptions { MaxDatagramBytes = maxDatagramBytes });

    private static LinkEndPoint EndPoint(string text)
    {
        Assert.True(LinkEndPoint.TryParse(text, out LinkEndPoint? endPoint, out string? error), error);
        return endPoint;
    }
}
