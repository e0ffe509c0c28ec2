using System.Net;
using System.Net.Sockets;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>Real sockets on this machine, each wait bounded; everything else is tested under a virtual clock.</summary>
public sealed class UdpLinkTests
{
    private static readonly IPEndPoint AnyLocalPort = new(IPAddress.Loopback, 0);

    [Fact]
    public void A_datagram_arrives_with_its_sender_and_its_time()
    {
        using var first = new UdpLink(AnyLocalPort, TimeProvider.System);
        using var second = new UdpLink(AnyLocalPort, TimeProvider.System);
        TimeSpan before = TimeProvider.System.Now();

        Assert.True(first.Send([1, 2, 3], second.LocalAddress));

        byte[] buffer = new byte[64];
        ReceivedDatagram received = WaitFor(second, buffer);
        Assert.Equal([1, 2, 3], buffer[..received.LengthBytes]);
        Assert.Equal(first.LocalAddress, received.From);
        Assert.InRange(received.ReceivedAt, before, TimeProvider.System.Now());
        Assert.Equal(1, first.Statistics.DatagramsSent);
        Assert.Equal(3, second.Statistics.BytesReceived);
    }

    [Fact]
    public void A_dual_mode_link_talks_to_an_IPv4_one()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var dual = new UdpLink(new IPEndPoint(IPAddress.IPv6Any, 0), TimeProvider.System);
        using var plain = new UdpLink(AnyLocalPort, TimeProvider.System);
        byte[] buffer = new byte[64];

        var dualAddress = LinkAddress.From(new IPEndPoint(IPAddress.Loopback, dual.LocalAddress.Port));
        Assert.True(plain.Send([1], dualAddress));
        ReceivedDatagram received = WaitFor(dual, buffer);
        Assert.Equal(plain.LocalAddress, received.From);
        Assert.True(dual.Send([2], received.From));

        Assert.Equal(dualAddress, WaitFor(plain, buffer).From);
    }

    [Fact]
    public void Two_IPv6_links_talk()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var first = new UdpLink(new IPEndPoint(IPAddress.IPv6Loopback, 0), TimeProvider.System);
        using var second = new UdpLink(new IPEndPoint(IPAddress.IPv6Loopback, 0), TimeProvider.System);

        Assert.True(first.Send([1], second.LocalAddress));

        Assert.Equal(first.LocalAddress, WaitFor(second, new byte[64]).From);
    }

    [Fact]
    public void A_datagram_larger_than_the_links_limit_is_dropped_and_counted()
    {
        using var sender = new UdpLink(AnyLocalPort, TimeProvider.System);
        using var receiver = new UdpLink(
            AnyLocalPort, TimeProvider.System, new UdpLinkOptions { MaxDatagramBytes = 100 });
        byte[] buffer = new byte[2_000];

        Assert.True(sender.Send(new byte[101], receiver.LocalAddress));
        Assert.True(sender.Send(new byte[1_400], receiver.LocalAddress));
        Assert.True(sender.Send(new byte[100], receiver.LocalAddress));

        Assert.Equal(100, WaitFor(receiver, buffer).LengthBytes);
        Assert.Equal(2, receiver.Statistics.DroppedOversized);
    }

    [Fact]
    public void A_datagram_larger_than_the_callers_buffer_is_dropped_and_counted()
    {
        using var sender = new UdpLink(AnyLocalPort, TimeProvider.System);
        using var receiver = new UdpLink(AnyLocalPort, TimeProvider.System);

        Assert.True(sender.Send(new byte[11], receiver.LocalAddress));
        Assert.True(sender.Send(new byte[10], receiver.LocalAddress));

        Assert.Equal(10, WaitFor(receiver, new byte[10]).LengthBytes);
        Assert.Equal(1, receiver.Statistics.DroppedOversized);
    }

    [Fact]
    public void What_the_ring_cannot_hold_is_dropped_and_counted()
    {
        using var sender = new UdpLink(AnyLocalPort, TimeProvider.System);
        using var receiver = new UdpLink(
            AnyLocalPort, TimeProvider.System, new UdpLinkOptions { ReceiveRingCount = 4 });
        for (byte number = 0; number < 10; number++)
            Assert.True(sender.Send([number], receiver.LocalAddress));

        WaitUntil(() => receiver.Statistics.DroppedFull == 6);

        byte[] buffer = new byte[64];
        for (byte number = 0; number < 4; number++)
        {
            WaitFor(receiver, buffer);
            Assert.Equal(number, buffer[0]);
        }
    }

    [Fact]
    public void A_peers_closed_port_does_not_end_the_link()
    {
        using var link = new UdpLink(AnyLocalPort, TimeProvider.System);
        using var peer = new UdpLink(AnyLocalPort, TimeProvider.System);
        var gone = new UdpLink(AnyLocalPort, TimeProvider.System);
        gone.Dispose();
        for (int index = 0; index < 5; index++)
            link.Send([1], gone.LocalAddress);

        Assert.True(peer.Send([2], link.LocalAddress));

        Assert.Equal(1, WaitFor(link, new byte[64]).LengthBytes);
    }

    [Fact]
    public void Dispose_frees_the_port_and_a_second_one_does_nothing()
    {
        var link = new UdpLink(AnyLocalPort, TimeProvider.System);
        IPEndPoint endPoint = link.LocalAddress.ToEndPoint();

        link.Dispose();
        link.Dispose();

        Assert.False(link.Send([1], link.LocalAddress));
        Assert.False(link.TryReceive(new byte[64], out _));
        using var next = new UdpLink(endPoint, TimeProvider.System);
        Assert.Equal(link.LocalAddress, next.LocalAddress);
    }

    [Fact]
    public void A_refused_send_is_told_and_counted()
    {
        using var link = new UdpLink(AnyLocalPort, TimeProvider.System);
        Assert.True(LinkAddress.TryParse("[::1]:9", out LinkAddress otherFamily));

        Assert.False(link.Send([1], otherFamily));
        Assert.False(link.Send(new byte[66_000], link.LocalAddress));

        Assert.Equal(2, link.Statistics.SendsRefused);
    }

    [Fact]
    public void Server_and_client_exchange_payloads_over_real_sockets()
    {
        var options = new TransportOptions();
        var acceptor = new RecordingAcceptor();
        var handler = new RecordingHandler();
        using var server = new TransportServer(
            new UdpLink(AnyLocalPort, TimeProvider.System), options, TimeProvider.System, acceptor);
        using var client = new TransportClient(
            new UdpLink(AnyLocalPort, TimeProvider.System), server.LocalAddress, options, TimeProvider.System, handler);
        void Step()
        {
            server.Receive();
            client.Receive();
            server.Flush();
            client.Flush();
        }

        client.Connect();
        WaitUntil(() => client.Session.State == SessionState.Connected, Step);
        Assert.True(client.Session.TrySend([1], out Sequence up));
        Assert.True(acceptor.Connections[0].TrySend([2], out Sequence down));
        RecordingHandler serverHandler = acceptor.Handlers[acceptor.Connections[0]];
        WaitUntil(() => handler.DeliveredSequences.Count + serverHandler.DeliveredSequences.Count == 2, Step);

        Assert.Equal([1], Assert.Single(serverHandler.Payloads));
        Assert.Equal([2], Assert.Single(handler.Payloads));
        Assert.Equal(up, handler.DeliveredSequences[0]);
        Assert.Equal(down, serverHandler.DeliveredSequences[0]);
    }

    internal static ReceivedDatagram WaitFor(ILink link, byte[] buffer)
    {
        ReceivedDatagram received = default;
        WaitUntil(() => link.TryReceive(buffer, out received));
        return received;
    }

    internal static void WaitUntil(Func<bool> condition, Action? step = null)
    {
        for (int attempt = 0; attempt < 5_000; attempt++)
        {
            step?.Invoke();
            if (condition())
                return;
            Thread.Sleep(1);
        }

        Assert.Fail("The condition did not come true within 5,000 attempts.");
    }
}
