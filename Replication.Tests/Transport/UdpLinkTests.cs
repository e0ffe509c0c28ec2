using System.Net;
using System.Net.Sockets;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>Real sockets on this machine, each wait bounded; everything else is tested under a virtual clock.</summary>
public sealed class UdpLinkTests
{
    private static readonly IPEndPoint AnyLocalPort = new(IPAddress.Loopback, 0);

    /// <summary>Every way in which a link speaks to the system; where it has no batches, two are the same.</summary>
    public static TheoryData<UdpReceiveMode, bool> Ways { get; } = new()
    {
        { UdpReceiveMode.Threaded, true },
        { UdpReceiveMode.Threaded, false },
        { UdpReceiveMode.Polled, true },
        { UdpReceiveMode.Polled, false },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_datagram_arrives_with_its_sender_and_its_time(UdpReceiveMode mode, bool batches)
    {
        using UdpLink first = Open(mode, batches);
        using UdpLink second = Open(mode, batches);
        TimeSpan before = TimeProvider.System.Now();

        SendNow(first, [1, 2, 3], second.LocalAddress);

        byte[] buffer = new byte[64];
        ReceivedDatagram received = Patience.Receive(second, buffer);
        Assert.Equal([1, 2, 3], buffer[..received.LengthBytes]);
        Assert.Equal(first.LocalAddress, received.From);
        Assert.InRange(received.ReceivedAt, before, TimeProvider.System.Now());
        Assert.Equal(1, first.Statistics.DatagramsSent);
        Assert.Equal(3, second.Statistics.BytesReceived);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_dual_mode_link_talks_to_an_IPv4_one(UdpReceiveMode mode, bool batches)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using UdpLink dual = Open(mode, batches, new IPEndPoint(IPAddress.IPv6Any, 0));
        using UdpLink plain = Open(mode, batches);
        byte[] buffer = new byte[64];

        var dualAddress = LinkAddress.From(new IPEndPoint(IPAddress.Loopback, dual.LocalAddress.Port));
        SendNow(plain, [1], dualAddress);
        ReceivedDatagram received = Patience.Receive(dual, buffer);
        Assert.Equal(plain.LocalAddress, received.From);
        SendNow(dual, [2], received.From);

        Assert.Equal(dualAddress, Patience.Receive(plain, buffer).From);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Two_IPv6_links_talk(UdpReceiveMode mode, bool batches)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using UdpLink first = Open(mode, batches, new IPEndPoint(IPAddress.IPv6Loopback, 0));
        using UdpLink second = Open(mode, batches, new IPEndPoint(IPAddress.IPv6Loopback, 0));

        SendNow(first, [1], second.LocalAddress);

        Assert.Equal(first.LocalAddress, Patience.Receive(second, new byte[64]).From);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_datagram_larger_than_the_links_limit_is_dropped_and_counted(UdpReceiveMode mode, bool batches)
    {
        using UdpLink sender = Open(mode, batches);
        using var receiver = new UdpLink(
            AnyLocalPort,
            TimeProvider.System,
            new UdpLinkOptions { MaxDatagramBytes = 100, ReceiveMode = mode, AllowBatches = batches });
        byte[] buffer = new byte[2_000];

        SendNow(sender, new byte[101], receiver.LocalAddress);
        SendNow(sender, new byte[1_400], receiver.LocalAddress);
        SendNow(sender, new byte[100], receiver.LocalAddress);

        Assert.Equal(100, Patience.Receive(receiver, buffer).LengthBytes);
        Assert.Equal(2, receiver.Statistics.DroppedOversized);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_datagram_larger_than_the_callers_buffer_is_dropped_and_counted(UdpReceiveMode mode, bool batches)
    {
        using UdpLink sender = Open(mode, batches);
        using UdpLink receiver = Open(mode, batches);

        SendNow(sender, new byte[11], receiver.LocalAddress);
        SendNow(sender, new byte[10], receiver.LocalAddress);

        Assert.Equal(10, Patience.Receive(receiver, new byte[10]).LengthBytes);
        Assert.Equal(1, receiver.Statistics.DroppedOversized);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_ring_cannot_hold_is_dropped_and_counted(bool batches)
    {
        using UdpLink sender = Open(UdpReceiveMode.Threaded, batches);
        using var receiver = new UdpLink(
            AnyLocalPort, TimeProvider.System, new UdpLinkOptions { ReceiveRingCount = 4, AllowBatches = batches });
        for (byte number = 0; number < 10; number++)
            SendNow(sender, [number], receiver.LocalAddress);

        Patience.Until(() => receiver.Statistics.DroppedFull == 6);

        byte[] buffer = new byte[64];
        for (byte number = 0; number < 4; number++)
        {
            Patience.Receive(receiver, buffer);
            Assert.Equal(number, buffer[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_peers_closed_port_does_not_end_the_link(UdpReceiveMode mode, bool batches)
    {
        using UdpLink link = Open(mode, batches);
        using UdpLink peer = Open(mode, batches);
        UdpLink gone = Open(mode, batches);
        gone.Dispose();
        for (int index = 0; index < 5; index++)
            SendNow(link, [1], gone.LocalAddress);

        SendNow(peer, [2], link.LocalAddress);

        Assert.Equal(1, Patience.Receive(link, new byte[64]).LengthBytes);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Dispose_frees_the_port_and_a_second_one_does_nothing(UdpReceiveMode mode, bool batches)
    {
        UdpLink link = Open(mode, batches);
        IPEndPoint endPoint = link.LocalAddress.ToEndPoint();

        link.Dispose();
        link.Dispose();

        Assert.False(link.Send([1], link.LocalAddress));
        Assert.False(link.TryReceive(new byte[64], out _));
        using var next = new UdpLink(endPoint, TimeProvider.System);
        Assert.Equal(link.LocalAddress, next.LocalAddress);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_refused_send_is_told_and_counted(UdpReceiveMode mode, bool batches)
    {
        using UdpLink link = Open(mode, batches);
        Assert.True(LinkAddress.TryParse("[::1]:9", out LinkAddress otherFamily));

        Assert.False(link.Send([1], otherFamily));
        Assert.False(link.Send(new byte[66_000], link.LocalAddress));

        Assert.Equal(2, link.Statistics.SendsRefused);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Server_and_client_exchange_payloads_over_real_sockets(UdpReceiveMode mode, bool batches)
    {
        var options = new TransportOptions();
        var acceptor = new RecordingAcceptor();
        var handler = new RecordingHandler();
        using var server = new TransportServer(
            Open(mode, batches), options, TimeProvider.System, acceptor);
        using var client = new TransportClient(
            Open(mode, batches), server.LocalAddress, options, TimeProvider.System, handler);
        void Step()
        {
            server.Receive();
            client.Receive();
            server.Flush();
            client.Flush();
        }

        client.Connect();
        Patience.Until(() => client.Session.State == SessionState.Connected, Step);
        Assert.True(client.Session.TrySend([1], out Sequence up));
        Assert.True(acceptor.Connections[0].TrySend([2], out Sequence down));
        RecordingHandler serverHandler = acceptor.Handlers[acceptor.Connections[0]];
        Patience.Until(() => handler.DeliveredSequences.Count + serverHandler.DeliveredSequences.Count == 2, Step);

        Assert.Equal([1], Assert.Single(serverHandler.Payloads));
        Assert.Equal([2], Assert.Single(handler.Payloads));
        Assert.Equal(up, handler.DeliveredSequences[0]);
        Assert.Equal(down, serverHandler.DeliveredSequences[0]);
    }

    private static UdpLink Open(UdpReceiveMode mode, bool batches, IPEndPoint? local = null) => new(
        local ?? AnyLocalPort,
        TimeProvider.System,
        new UdpLinkOptions { ReceiveMode = mode, AllowBatches = batches });

    private static void SendNow(UdpLink link, ReadOnlySpan<byte> datagram, LinkAddress to)
    {
        Assert.True(link.Send(datagram, to));
        link.Flush();
    }
}
