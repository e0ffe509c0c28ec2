using System.Net;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>What is held back and goes out in one call; where a system cannot, each datagram goes at once.</summary>
public sealed class UdpBatchTests
{
    private static readonly IPEndPoint AnyLocalPort = new(IPAddress.Loopback, 0);

    [Fact]
    public void What_is_held_back_goes_with_Flush()
    {
        Assert.SkipUnless(LinuxDatagrams.IsSupported, "This system sends each datagram at once.");
        using UdpLink sender = Open();
        using UdpLink receiver = Open();

        Assert.True(sender.Send([1], receiver.LocalAddress));
        Assert.Equal(0, sender.Statistics.DatagramsSent);
        sender.Flush();

        Assert.Equal(1, sender.Statistics.DatagramsSent);
        Assert.Equal(1, Patience.Receive(receiver, new byte[64]).LengthBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_burst_to_one_peer_arrives_as_the_datagrams_that_were_sent(bool batches)
    {
        using UdpLink sender = Open(batches);
        using UdpLink receiver = Open(batches);
        // Equal ones, a smaller one that ends a burst, larger ones after it, and one without bytes.
        int[] lengths = [1_200, 1_200, 1_200, 700, 701, 701, 0, 1, 1, 1_472];

        AssertArrive(sender, [.. lengths.Select(length => (length, receiver))]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Datagrams_to_several_peers_arrive_each_at_its_own(bool batches)
    {
        using UdpLink sender = Open(batches);
        using UdpLink first = Open(batches);
        using UdpLink second = Open(batches);
        UdpLink[] to = [first, second, second, first, first, second, first];

        AssertArrive(sender, [.. to.Select(static receiver => (100, receiver))]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void More_than_are_held_back_and_more_bytes_than_a_burst_has_arrive_too(bool batches)
    {
        using UdpLink sender = Open(batches);
        using UdpLink receiver = Open(batches);

        AssertArrive(sender, [.. Enumerable.Repeat((1_472, receiver), 150)]);

        Assert.Equal(150, sender.Statistics.DatagramsSent);
        Assert.Equal(150 * 1_472, sender.Statistics.BytesSent);
    }

    [Fact]
    public void A_datagram_larger_than_a_slot_goes_after_those_before_it()
    {
        using UdpLink sender = Open();
        using var receiver = new UdpLink(
            AnyLocalPort, TimeProvider.System, new UdpLinkOptions { MaxDatagramBytes = 9_000 });

        AssertArrive(sender, [(100, receiver), (5_000, receiver), (200, receiver)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_where_the_link_lends_arrives_among_what_is_copied(bool batches)
    {
        using UdpLink sender = Open(batches);
        using UdpLink receiver = Open(batches);
        byte[] own = new byte[1_200];
        for (byte index = 0; index < 150; index++)
        {
            Span<byte> room = index % 3 == 2 ? new byte[1_200] : sender.LendRoom(own);
            room = room[..(1_200 - index)];
            room.Fill(index);
            Assert.True(sender.Send(room, receiver.LocalAddress));
        }

        sender.Flush();

        for (byte index = 0; index < 150; index++)
        {
            Assert.Equal(1_200 - index, Patience.Receive(receiver, own).LengthBytes);
            Assert.Equal(-1, own.AsSpan(0, 1_200 - index).IndexOfAnyExcept(index));
        }
    }

    [Fact]
    public void A_datagram_that_is_sent_again_goes_as_it_was()
    {
        using UdpLink sender = Open();
        using UdpLink receiver = Open();
        byte[] own = new byte[100];
        Span<byte> room = sender.LendRoom(own);
        room.Fill(7);

        for (int copy = 0; copy < 3; copy++)
            Assert.True(sender.Send(room, receiver.LocalAddress));
        sender.Flush();

        for (int copy = 0; copy < 3; copy++)
        {
            Assert.Equal(100, Patience.Receive(receiver, own).LengthBytes);
            Assert.Equal(-1, own.AsSpan().IndexOfAnyExcept((byte)7));
        }
    }

    [Fact]
    public void More_room_than_the_link_sends_in_one_piece_is_the_callers_own()
    {
        using UdpLink sender = Open();
        byte[] own = new byte[1_473];

        Assert.True(own.AsSpan() == sender.LendRoom(own));
    }

    [Theory]
    [InlineData(UdpReceiveMode.Polled)]
    [InlineData(UdpReceiveMode.Threaded)]
    public void A_lent_datagram_is_the_callers_until_it_asks_for_the_next(UdpReceiveMode mode)
    {
        using UdpLink sender = Open();
        using var receiver = new UdpLink(AnyLocalPort, TimeProvider.System, new() { ReceiveMode = mode });
        for (byte index = 1; index <= 40; index++)
        {
            sender.Send([index, 0], receiver.LocalAddress);
            sender.Flush();
        }

        for (byte index = 1; index <= 40; index++)
        {
            Span<byte> datagram = [];
            for (int left = 30_000; left > 0 && !receiver.TryReceive([], out datagram, out _); left--)
                Thread.Sleep(1);
            Assert.Equal([index, 0], datagram.ToArray());
            datagram.Fill(99);
            Assert.Equal([99, 99], datagram.ToArray());
        }

        Assert.False(receiver.TryReceive(new byte[64], out _));
    }

    [Fact]
    public void Dispose_sends_what_is_held_back()
    {
        UdpLink sender = Open();
        using UdpLink receiver = Open();
        Assert.True(sender.Send([1], receiver.LocalAddress));

        sender.Dispose();

        Assert.Equal(1, Patience.Receive(receiver, new byte[64]).LengthBytes);
    }

    [Fact]
    public void A_polled_datagram_has_the_time_of_its_arrival_and_not_of_its_taking()
    {
        Assert.SkipUnless(LinuxDatagrams.IsSupported, "This system does not stamp arrivals.");
        using UdpLink sender = Open();
        using UdpLink receiver = Open();

        // The system begins to stamp some time after the first socket has asked for it; until then it stamps at the
        // taking.
        Patience.Until(() => IsStampedAtArrival(sender, receiver));
    }

    private static bool IsStampedAtArrival(UdpLink sender, UdpLink receiver)
    {
        var tenth = TimeSpan.FromMilliseconds(100);
        TimeSpan before = TimeProvider.System.Now();
        Assert.True(sender.Send([1], receiver.LocalAddress));
        sender.Flush();
        TimeSpan sentAt = TimeProvider.System.Now();
        Patience.Until(() => TimeProvider.System.Now() > sentAt + tenth);

        ReceivedDatagram received = Patience.Receive(receiver, new byte[64]);
        Assert.True(received.ReceivedAt >= before, "not before it was sent");
        return received.ReceivedAt <= TimeProvider.System.Now() - (tenth / 2);
    }

    // What comes from the sender to each receiver, by length and a mark in the bytes, in the order of sending.
    private static void AssertArrive(UdpLink sender, (int Length, UdpLink Receiver)[] datagrams)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        for (int index = 0; index < datagrams.Length; index++)
        {
            Array.Fill(buffer, (byte)index, 0, datagrams[index].Length);
            Assert.True(sender.Send(buffer.AsSpan(0, datagrams[index].Length), datagrams[index].Receiver.LocalAddress));
        }

        sender.Flush();
        for (int index = 0; index < datagrams.Length; index++)
        {
            ReceivedDatagram received = Patience.Receive(datagrams[index].Receiver, buffer);
            Assert.Equal(datagrams[index].Length, received.LengthBytes);
            Assert.Equal(sender.LocalAddress, received.From);
            Assert.Equal(-1, buffer.AsSpan(0, received.LengthBytes).IndexOfAnyExcept((byte)index));
        }

        Assert.Equal(0, sender.Statistics.SendsRefused);
    }

    private static UdpLink Open(bool batches = true) => new(
        AnyLocalPort,
        TimeProvider.System,
        new UdpLinkOptions { ReceiveMode = UdpReceiveMode.Polled, AllowBatches = batches });
}
