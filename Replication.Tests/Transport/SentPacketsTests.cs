using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class SentPacketsTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void A_packet_is_delivered_once_however_often_it_is_acked()
    {
        SentPackets sent = Sent(1);

        Assert.Equal(AckOutcome.Delivered, sent.Acknowledge(0, TimeSpan.Zero, out SentPacket packet));
        Assert.Equal(AckOutcome.Known, sent.Acknowledge(0, TimeSpan.Zero, out _));
        Assert.Equal(new Sequence(0), packet.Sequence);
    }

    [Fact]
    public void Three_newer_acks_and_the_grace_make_a_packet_lost()
    {
        SentPackets sent = Sent(4);
        sent.Acknowledge(1, TimeSpan.Zero, out _);
        sent.Acknowledge(2, TimeSpan.Zero, out _);
        Assert.Empty(TakeLost(sent, Grace * 2));

        sent.Acknowledge(3, TimeSpan.FromMilliseconds(20), out _);

        Assert.Empty(TakeLost(sent, TimeSpan.FromMilliseconds(24)));
        Assert.Equal([0], TakeLost(sent, TimeSpan.FromMilliseconds(25)));
    }

    [Fact]
    public void A_late_packet_acked_within_the_grace_is_not_lost()
    {
        SentPackets sent = Sent(4);
        foreach (long number in (long[])[1, 2, 3])
            sent.Acknowledge(number, TimeSpan.Zero, out _);

        Assert.Equal(AckOutcome.Delivered, sent.Acknowledge(0, Grace / 2, out _));
        Assert.Empty(TakeLost(sent, Timeout));
    }

    [Fact]
    public void A_packet_below_the_reach_of_the_acks_is_lost_at_once()
    {
        const int Newest = AckWindow.Reach + 2;
        SentPackets sent = Sent(Newest + 1);
        sent.Acknowledge(Newest, TimeSpan.Zero, out _);
        sent.MoveAckWindow(Newest);

        Assert.Equal([0, 1], TakeLost(sent, TimeSpan.Zero));
    }

    [Fact]
    public void The_timeout_alone_makes_a_packet_lost()
    {
        SentPackets sent = Sent(2);

        Assert.Empty(TakeLost(sent, Timeout - TimeSpan.FromTicks(1)));
        Assert.Equal([0, 1], TakeLost(sent, Timeout));
        Assert.Empty(TakeLost(sent, Timeout));
    }

    [Fact]
    public void An_ack_after_the_loss_changes_nothing_and_is_told_once()
    {
        SentPackets sent = Sent(1);
        TakeLost(sent, Timeout);

        Assert.Equal(AckOutcome.AfterLoss, sent.Acknowledge(0, Timeout, out _));
        Assert.Equal(AckOutcome.Known, sent.Acknowledge(0, Timeout, out _));
    }

    [Fact]
    public void An_ack_of_what_was_never_sent_is_refused()
    {
        SentPackets sent = Sent(3);

        Assert.True(sent.TryExpand(new Sequence(2), 0b11, 0, out long number));
        Assert.Equal(2, number);
        Assert.False(sent.TryExpand(new Sequence(3), 0, 0, out _));
        Assert.False(sent.TryExpand(new Sequence(2), 0b111, 0, out _));
        Assert.False(sent.TryExpand(new Sequence(2), 0, 1, out _));
        Assert.False(sent.TryExpand(new Sequence(ushort.MaxValue), 0, 0, out _));
        Assert.False(new SentPackets().TryExpand(new Sequence(0), 0, 0, out _));
    }

    [Fact]
    public void The_ring_is_full_when_the_oldest_pending_packet_is_a_ring_behind()
    {
        SentPackets sent = Sent(SentPackets.Capacity);
        Assert.False(sent.HasRoom);

        sent.Acknowledge(0, TimeSpan.Zero, out _);

        Assert.True(sent.HasRoom);
        sent.Add(TimeSpan.Zero, hasPayload: true);
        Assert.False(sent.HasRoom);
    }

    [Fact]
    public void Numbers_go_on_over_the_wrap_of_the_sequence()
    {
        var sent = new SentPackets();
        for (long number = 0; number < 70_000; number++)
        {
            sent.Add(TimeSpan.Zero, hasPayload: true);
            var sequence = new Sequence((ushort)number);
            Assert.True(sent.TryExpand(sequence, 0, 0, out long expanded));
            Assert.Equal(number, expanded);
            Assert.Equal(AckOutcome.Delivered, sent.Acknowledge(expanded, TimeSpan.Zero, out SentPacket packet));
            Assert.Equal(sequence, packet.Sequence);
        }

        Assert.Equal(0, sent.InFlightCount);
    }

    [Fact]
    public void A_skipped_number_is_neither_delivered_nor_lost()
    {
        SentPackets sent = Sent(1);
        sent.Skip();

        Assert.Equal(AckOutcome.Known, sent.Acknowledge(1, TimeSpan.Zero, out _));
        Assert.Equal([0], TakeLost(sent, Timeout));
    }

    [Fact]
    public void Nothing_is_lost_after_a_clear()
    {
        SentPackets sent = Sent(5);
        sent.Clear();

        Assert.Empty(TakeLost(sent, Timeout));
        Assert.Equal(AckOutcome.Known, sent.Acknowledge(2, TimeSpan.Zero, out _));
    }

    private static SentPackets Sent(int count)
    {
        var sent = new SentPackets();
        for (int index = 0; index < count; index++)
            sent.Add(TimeSpan.Zero, hasPayload: true);
        return sent;
    }

    private static int[] TakeLost(SentPackets sent, TimeSpan now)
    {
        var lost = new List<int>();
        while (sent.TryTakeLost(now, Timeout, Grace, out SentPacket packet))
            lost.Add(packet.Sequence.Value);
        return [.. lost];
    }
}
