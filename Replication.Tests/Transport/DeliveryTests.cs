using System.Buffers.Binary;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public abstract class DeliveryTests(Protection protection)
{
    [Fact]
    public void A_payload_arrives_and_its_delivery_is_told()
    {
        using var world = NewWorld(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(20) });
        TransportWorld.Peer peer = world.AddConnectedClient();

        Assert.True(peer.Session.TrySend([1, 2, 3], out Sequence sequence));
        world.Run(TimeSpan.FromMilliseconds(200));

        RecordingHandler receiver = world.HandlerOf(world.Acceptor.Connections[0]);
        Assert.Equal([1, 2, 3], Assert.Single(receiver.Payloads));
        Assert.Equal(sequence, Assert.Single(receiver.Sequences));
        Assert.Equal(sequence, Assert.Single(peer.Handler.DeliveredSequences));
        Assert.Empty(peer.Handler.LostSequences);
    }

    [Fact]
    public void The_time_of_arrival_is_the_links_and_not_that_of_the_taking()
    {
        using var world = NewWorld(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(20) });
        TransportWorld.Peer peer = world.AddConnectedClient();
        TimeSpan sentAt = world.Clock.Now();
        peer.Session.TrySend([1], out _);

        world.Clock.Advance(TimeSpan.FromMilliseconds(300));
        world.Server.Receive();

        RecordingHandler receiver = world.HandlerOf(world.Acceptor.Connections[0]);
        Assert.Equal(sentAt + TimeSpan.FromMilliseconds(20), Assert.Single(receiver.ReceivedAt));
    }

    [Fact]
    public void A_lost_ack_is_repaired_by_the_next_ones_bits()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        peer.Session.TrySend([1], out Sequence first);
        world.ServerLink.Swallows = _ => true;
        world.Server.Receive();
        Assert.True(session.TrySend([9], out _));
        world.ServerLink.Swallows = null;

        peer.Session.TrySend([2], out Sequence second);
        world.Server.Receive();
        Assert.True(session.TrySend([9], out _));
        peer.Client.Receive();

        Assert.Equal([first, second], peer.Handler.DeliveredSequences);
    }

    [Fact]
    public void Three_newer_acks_tell_a_loss_long_before_the_timeout()
    {
        using var world = NewWorld(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(10) });
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Link.Swallows = _ => true;
        peer.Session.TrySend([1], out Sequence lost);
        peer.Link.Swallows = null;
        for (byte index = 0; index < 3; index++)
            peer.Session.TrySend([index], out _);

        world.Run(TimeSpan.FromMilliseconds(75));

        Assert.Equal(lost, Assert.Single(peer.Handler.LostSequences));
        Assert.Equal(3, peer.Handler.DeliveredSequences.Count);
    }

    [Fact]
    public void A_rejected_payload_is_never_acked()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        world.HandlerOf(session).Accepts = payload => payload[0] != 2;
        Sequence[] sent = new Sequence[6];
        for (byte index = 0; index < sent.Length; index++)
            peer.Session.TrySend([index], out sent[index]);

        world.Run(TimeSpan.FromSeconds(2));

        Assert.Equal(sent[2], Assert.Single(peer.Handler.LostSequences));
        Assert.Equal(5, peer.Handler.DeliveredSequences.Count);
        Assert.Equal(1, session.Statistics.PacketsRejected);
        Assert.Equal(0, peer.Session.Statistics.AcksAfterLoss);
    }

    [Fact]
    public void A_rejected_payload_that_is_the_newest_does_not_hide_what_came_before()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        world.HandlerOf(world.Acceptor.Connections[0]).Accepts = payload => payload[0] == 1;
        peer.Session.TrySend([1], out Sequence good);
        peer.Session.TrySend([2], out Sequence bad);

        world.Run(TimeSpan.FromSeconds(2));

        Assert.Equal(good, Assert.Single(peer.Handler.DeliveredSequences));
        Assert.Equal(bad, Assert.Single(peer.Handler.LostSequences));
    }

    [Fact]
    public void Duplicates_and_replays_never_reach_the_handler()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        peer.Session.TrySend([1], out _);
        byte[] packet = peer.Link.Last(PacketKind.Payload);

        world.Forge(packet, peer.Address, world.Server.LocalAddress);
        world.Server.Receive();
        Assert.Equal(1, session.Statistics.PacketsDuplicate);
        for (int index = 0; index <= AckWindow.Reach; index++)
            peer.Session.TrySend([2], out _);
        world.Server.Receive();
        world.Forge(packet, peer.Address, world.Server.LocalAddress);
        world.Server.Receive();

        Assert.Equal(1, session.Statistics.PacketsStale);
        Assert.Equal(AckWindow.Reach + 2, world.HandlerOf(session).Payloads.Count);
    }

    [Fact]
    public void A_packet_reflected_to_its_sender_does_not_open()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Session.TrySend([1], out _);

        world.Forge(peer.Link.Last(PacketKind.Payload), world.Server.LocalAddress, peer.Address);
        peer.Client.Receive();

        Assert.Equal(1, peer.Client.Statistics.BadSeal);
        Assert.Empty(peer.Handler.Payloads);
    }

    [Fact]
    public void A_burst_of_more_packets_than_an_ack_holds_is_all_delivered()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        for (int index = 0; index < 200; index++)
            Assert.True(peer.Session.TrySend([1], out _));

        world.Run(TimeSpan.FromMilliseconds(200));

        Assert.Equal(200, peer.Handler.DeliveredSequences.Count);
        Assert.Empty(peer.Handler.LostSequences);
    }

    [Fact]
    public void A_payload_of_the_largest_size_arrives_and_a_larger_one_is_misuse()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        byte[] largest = new byte[peer.Session.MaxPayloadBytes];
        Assert.True(peer.Session.TrySend(largest, out _));
        Assert.Throws<ArgumentException>(() => peer.Session.TrySend(new byte[largest.Length + 1], out _));

        world.Step();

        Assert.Equal(largest, Assert.Single(world.HandlerOf(world.Acceptor.Connections[0]).Payloads));
    }

    [Fact]
    public void A_send_that_the_link_refuses_is_counted_and_neither_delivered_nor_lost()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Link.Refuses = true;
        Assert.False(peer.Session.TrySend([1], out _));
        peer.Link.Refuses = false;

        Assert.True(peer.Session.TrySend([2], out Sequence sequence));
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(1, peer.Session.Statistics.SendFailures);
        Assert.Equal(sequence, Assert.Single(peer.Handler.DeliveredSequences));
        Assert.Empty(peer.Handler.LostSequences);
    }

    [Fact]
    public void As_many_packets_as_the_ring_holds_may_be_in_flight()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        int sent = 0;
        while (sent < 2_000 && peer.Session.TrySend([1], out _))
            sent++;

        Assert.InRange(sent, SentPackets.Capacity - 8, SentPackets.Capacity);
        Assert.Equal(sent, peer.Session.Statistics.PacketsInFlight);
    }

    [Fact]
    public void A_callback_may_send()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        world.HandlerOf(session).OnReceive = () => session.TrySend([7], out _);
        peer.Handler.OnDelivered = () => peer.Session.TrySend([8], out _);
        peer.Session.TrySend([1], out _);

        world.Run(TransportWorld.Tick * 40);

        Assert.InRange(peer.Handler.Payloads.Count, 5, 40);
        Assert.Empty(peer.Handler.LostSequences);
    }

    [Fact]
    public void The_round_trip_time_is_the_networks_without_the_peers_delay()
    {
        using var world = NewWorld(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(40) });
        TransportWorld.Peer peer = world.AddConnectedClient();
        for (int index = 0; index < 200; index++)
        {
            peer.Session.TrySend([1], out _);
            world.Run(TransportWorld.Tick * 3);
        }

        SessionStatistics statistics = peer.Session.Statistics;
        // The tick and the whole milliseconds of the ack delay are what remains.
        Assert.InRange(statistics.SmoothedRoundTripTime.TotalMilliseconds, 80, 87);
        Assert.InRange(statistics.MinRoundTripTime.TotalMilliseconds, 80, 86);
        Assert.Equal(0, statistics.PacketsLost);
    }

    [Fact]
    public void Sequences_go_on_over_their_wrap()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        for (int index = 0; index < 70_000; index++)
        {
            Assert.True(peer.Session.TrySend([1], out _));
            if (index % 20 != 19)
                continue;
            world.Server.Receive();
            world.Server.Flush();
            peer.Client.Receive();
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(70_000, peer.Handler.DeliveredSequences.Count);
        Assert.Empty(peer.Handler.LostSequences);
    }

    [Theory]
    [InlineData(0.00, 0, 0.0, 0.0)]
    [InlineData(0.05, 10, 0.0, 0.0)]
    [InlineData(0.20, 30, 0.1, 0.1)]
    [InlineData(0.60, 80, 0.3, 0.5)]
    public void Each_packet_is_delivered_or_lost_exactly_once(
        double lossRatio, int jitterMilliseconds, double reorderRatio, double duplicateRatio)
    {
        var conditions = new NetworkConditions
        {
            LossRatio = lossRatio,
            Latency = TimeSpan.FromMilliseconds(30),
            Jitter = TimeSpan.FromMilliseconds(jitterMilliseconds),
            ReorderRatio = reorderRatio,
            DuplicateRatio = duplicateRatio,
        };
        for (ulong seed = 1; seed <= 8; seed++)
        {
            using var world = NewWorld(seed: seed);
            TransportWorld.Peer peer = world.AddConnectedClient();
            Session session = world.Acceptor.Connections[0];
            world.Network.Conditions = conditions;
            var toServer = new List<(uint Number, Sequence Sequence)>();
            var toClient = new List<(uint Number, Sequence Sequence)>();

            for (uint number = 0; number < 1_000; number++)
            {
                Send(peer.Session, number, toServer);
                Send(session, number, toClient);
                world.Step();
            }

            world.Run(TimeSpan.FromSeconds(2));

            Check(seed, toServer, peer.Handler, world.HandlerOf(session), peer.Session.Statistics);
            Check(seed, toClient, world.HandlerOf(session), peer.Handler, session.Statistics);
        }
    }

    private static void Send(Session session, uint number, List<(uint Number, Sequence Sequence)> sent)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, number);
        if (session.TrySend(payload, out Sequence sequence))
            sent.Add((number, sequence));
    }

    // Fewer than 65,536 packets were sent, so a sequence names one packet.
    private static void Check(
        ulong seed,
        List<(uint Number, Sequence Sequence)> sent,
        RecordingHandler sender,
        RecordingHandler receiver,
        SessionStatistics statistics)
    {
        uint[] arrived = [.. receiver.Payloads.Select(payload => BinaryPrimitives.ReadUInt32LittleEndian(payload))];
        Assert.True(arrived.Length == arrived.Distinct().Count(), $"seed {seed}: a payload came twice");

        Sequence[] resolved = [.. sender.DeliveredSequences, .. sender.LostSequences];
        Assert.True(resolved.Length == resolved.Distinct().Count(), $"seed {seed}: a packet was resolved twice");
        Assert.True(
            resolved.ToHashSet().SetEquals(sent.Select(packet => packet.Sequence)),
            $"seed {seed}: a packet was not resolved, or one that was not sent was");

        var arrivedNumbers = arrived.ToHashSet();
        var delivered = sender.DeliveredSequences.ToHashSet();
        Assert.All(
            sent.Where(packet => delivered.Contains(packet.Sequence)),
            packet => Assert.True(arrivedNumbers.Contains(packet.Number), $"seed {seed}: {packet} never arrived"));
        Assert.Equal(sender.DeliveredSequences.Count, statistics.PacketsDelivered);
        Assert.Equal(sender.LostSequences.Count, statistics.PacketsLost);

        // What arrived and counts as lost is a price of deciding early; without loss nothing may pay it.
        int wronglyLost = arrived.Length - sender.DeliveredSequences.Count;
        Assert.True(wronglyLost <= sent.Count / 10, $"seed {seed}: {wronglyLost} arrived and were taken for lost");
    }

    private TransportWorld NewWorld(
        NetworkConditions? conditions = null,
        ulong seed = 1,
        Func<TransportOptions, TransportOptions>? change = null) =>
        new(conditions, seed, change, protection);
}
