using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class LossRecoveryTests
{
    private static readonly NetworkConditions Good = new() { Latency = TimeSpan.FromMilliseconds(30) };

    [Theory]
    [InlineData(ChannelMode.ReliableOrdered)]
    [InlineData(ChannelMode.ReliableUnordered)]
    [InlineData(ChannelMode.Bulk)]
    public void Three_seconds_without_a_packet_do_not_stall_a_full_window(ChannelMode mode)
    {
        using var world = World(mode);
        TransportWorld.Peer peer = world.AddConnectedClient(options => options with { Channels = Only(mode) });
        RecordingHandler handler = world.HandlerOf(world.Acceptor.Connections[0]);
        int sent = 0;
        void FillAndRun(TimeSpan duration)
        {
            for (TimeSpan end = world.Clock.Now() + duration; world.Clock.Now() < end; world.Step())
            {
                while (peer.Session.TrySend(0, NumberedMessages.Create(sent, 900)) == SendResult.Queued)
                    sent++;
            }
        }

        FillAndRun(TimeSpan.FromSeconds(1));
        long sentBefore = peer.Session.Statistics.PacketsSent;
        world.Network.Conditions = Good with { LossRatio = 1 };
        FillAndRun(TimeSpan.FromSeconds(3));
        long sentInOutage = peer.Session.Statistics.PacketsSent - sentBefore;
        world.Network.Conditions = Good;
        int before = handler.Messages.Count;
        FillAndRun(TimeSpan.FromSeconds(1.2));
        int recovered = handler.Messages.Count - before;
        FillAndRun(TimeSpan.FromSeconds(1));
        int steady = handler.Messages.Count - before - recovered;

        // A window of 73 packets, what was acked while the last acks were on their way, the probes.
        Assert.InRange(sentInOutage, 4, 250);
        Assert.True(steady > 700, $"{steady} messages of 900 bytes in a second");
        Assert.True(recovered > steady / 8, $"{recovered} in the 1.2 s after, {steady} in the second after that");
        world.RunUntil(() => handler.Messages.Count == sent);
        Assert.Equal(Enumerable.Range(0, sent), handler.Messages.Select(message =>
            NumberedMessages.NumberOf(message.Message)).Order());
    }

    [Fact]
    public void A_loss_that_newer_packets_show_is_repaired_before_the_timeout()
    {
        using var world = new TransportWorld(Good);
        TransportWorld.Peer peer = world.AddConnectedClient();
        RecordingHandler handler = world.HandlerOf(world.Acceptor.Connections[0]);
        peer.Link.Swallows = _ => true;
        peer.Session.TrySend(0, [1]);
        peer.Client.Flush();
        peer.Link.Swallows = null;
        for (byte index = 0; index < 4; index++)
            peer.Session.TrySend([index], out _);

        // There, back, a quarter of the round trip of grace, and there again; the timeout alone would be 500 ms.
        world.Run(TimeSpan.FromMilliseconds(190));

        Assert.Equal([1], Assert.Single(handler.Messages).Message);
    }

    [Fact]
    public void An_ack_that_comes_after_the_loss_takes_back_what_would_go_again()
    {
        var sender = new StreamSender(0, new ChannelOptions(), 1_200, new BytePages());
        var segments = new SentSegments();
        sender.TrySend(new byte[100]);
        segments.Begin(new Sequence(1));
        sender.Write(new byte[200], new Sequence(1), segments);
        Assert.Equal(1, segments.Find(new Sequence(1), out long number));
        Segment segment = segments[number];

        sender.Lost(segment);
        Assert.True(sender.IsDue);
        sender.Delivered(segment);

        Assert.False(sender.IsDue);
        Assert.Equal(0, sender.QueuedBytes);
    }

    [Fact]
    public void A_send_that_the_link_refuses_goes_again()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Link.Refuses = true;
        peer.Session.TrySend(0, [1, 2, 3]);
        peer.Client.Flush();
        peer.Link.Refuses = false;

        world.Step();
        world.Step();

        Assert.Equal([1, 2, 3], Assert.Single(world.HandlerOf(world.Acceptor.Connections[0]).Messages).Message);
    }

    [Fact]
    public void Two_way_traffic_has_no_packets_of_acks_alone()
    {
        using var world = new TransportWorld(Good);
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        for (int tick = 0; tick < 100; tick++)
        {
            // 40 Hz each way: within the ack delay.
            peer.Session.TrySend(0, new byte[40]);
            session.TrySend(0, new byte[40]);
            world.Run(TransportWorld.Tick * 4);
        }

        foreach (TappedLink link in (TappedLink[])[peer.Link, world.ServerLink])
        {
            byte[][] packets = [.. link.Sent.Where(packet => PacketHeader.KindOf(packet[0]) == PacketKind.Payload)];
            int empty = packets.Count(packet =>
                PacketHeader.TryRead(packet, out PacketHeader header, out _) && !header.HasMessages);
            Assert.True(packets.Length >= 100);
            // The two that open the session.
            Assert.InRange(empty, 0, 2);
        }
    }

    [Fact]
    public void A_burst_that_the_ack_bits_do_not_reach_is_acked_by_ranges()
    {
        using var world = new TransportWorld(Good);
        TransportWorld.Peer peer = world.AddConnectedClient();
        for (int burst = 0; burst < 20; burst++)
        {
            for (int index = 0; index < 60; index++)
                Assert.True(peer.Session.TrySend([1], out _));
            world.Run(TimeSpan.FromMilliseconds(100));
        }

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Contains(world.ServerLink.Sent, packet =>
            PacketHeader.TryRead(packet, out PacketHeader header, out _) && header.HasRanges);
        Assert.Equal(1_200, peer.Handler.DeliveredSequences.Count);
        Assert.Empty(peer.Handler.LostSequences);
    }

    private static System.Collections.Immutable.ImmutableArray<ChannelOptions> Only(ChannelMode mode) =>
        [new() { Mode = mode, MaxMessageBytes = 1_000, WindowBytes = 65_536, QueueBytes = 200_000 }];

    private static TransportWorld World(ChannelMode mode) =>
        new(Good, change: options => options with { Channels = Only(mode) });
}
