using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class NetworkSimulatorTests
{
    private static readonly NetworkConditions Bad = new()
    {
        LossRatio = 0.1,
        Latency = TimeSpan.FromMilliseconds(50),
        Jitter = TimeSpan.FromMilliseconds(30),
        ReorderRatio = 0.2,
        DuplicateRatio = 0.05,
    };

    [Fact]
    public void A_perfect_network_delivers_at_once_and_in_order()
    {
        var simulator = new NetworkSimulator(NetworkConditions.Perfect, seed: 1);
        List<(int Number, TimeSpan At)> delivered = Drive(simulator, count: 100);

        Assert.Equal(Enumerable.Range(0, 100), delivered.Select(datagram => datagram.Number));
        Assert.All(delivered, datagram => Assert.Equal(TimeSpan.FromMilliseconds(datagram.Number), datagram.At));
    }

    [Fact]
    public void The_same_seed_gives_the_same_deliveries_and_another_seed_others()
    {
        List<(int, TimeSpan)> first = Drive(new NetworkSimulator(Bad, seed: 5), count: 500);

        Assert.Equal(first, Drive(new NetworkSimulator(Bad, seed: 5), count: 500));
        Assert.NotEqual(first, Drive(new NetworkSimulator(Bad, seed: 6), count: 500));
    }

    [Fact]
    public void What_happened_matches_the_conditions()
    {
        var simulator = new NetworkSimulator(Bad, seed: 3);
        List<(int Number, TimeSpan At)> delivered = Drive(simulator, count: 20_000);

        SimulatorStatistics statistics = simulator.Statistics;
        Assert.Equal(20_000, statistics.Offered);
        Assert.InRange(statistics.Lost / 20_000.0, 0.09, 0.11);
        Assert.InRange(statistics.Reordered / 18_000.0, 0.18, 0.22);
        Assert.InRange(statistics.Duplicated / 18_000.0, 0.04, 0.06);
        Assert.Equal(statistics.Offered - statistics.Lost + statistics.Duplicated, statistics.Delivered);
        Assert.Equal(statistics.Delivered, delivered.Count);
        Assert.Equal(0, statistics.Overflowed);

        double[] delays = [.. delivered.Select(datagram => datagram.At.TotalMilliseconds - datagram.Number)];
        Assert.InRange(delays.Min(), 50, 60);
        Assert.InRange(delays.Max(), 80, 100);
    }

    [Fact]
    public void Jitter_alone_never_reorders()
    {
        var conditions = new NetworkConditions { Jitter = TimeSpan.FromMilliseconds(100) };
        List<(int Number, TimeSpan At)> delivered = Drive(new NetworkSimulator(conditions, seed: 1), count: 1_000);

        Assert.Equal(Enumerable.Range(0, 1_000), delivered.Select(datagram => datagram.Number));
    }

    [Fact]
    public void A_held_back_datagram_is_overtaken()
    {
        var conditions = new NetworkConditions { ReorderRatio = 0.1 };
        var simulator = new NetworkSimulator(conditions, seed: 1);
        List<(int Number, TimeSpan At)> delivered = Drive(simulator, count: 1_000);

        int overtaken = delivered.Zip(delivered.Skip(1)).Count(pair => pair.Second.Number < pair.First.Number);
        Assert.InRange(overtaken, simulator.Statistics.Reordered / 2, simulator.Statistics.Reordered);
    }

    [Fact]
    public void A_bottleneck_lets_out_what_it_carries_and_drops_what_would_wait_too_long()
    {
        var conditions = new NetworkConditions { BytesPerSecond = 2_000, QueueTime = TimeSpan.FromMilliseconds(50) };
        var simulator = new NetworkSimulator(conditions, seed: 1);
        List<(int Number, TimeSpan At)> delivered = Drive(simulator, count: 1_000);

        // Four bytes take 2 ms, so half of what comes each millisecond gets through, after up to 50 ms.
        SimulatorStatistics statistics = simulator.Statistics;
        Assert.InRange(delivered.Count, 500, 530);
        Assert.Equal(1_000 - delivered.Count, statistics.QueueFull);
        Assert.All(delivered.Zip(delivered.Skip(1)), pair =>
            Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromMilliseconds(2)));
        Assert.InRange(delivered.Max(datagram => datagram.At.TotalMilliseconds - datagram.Number), 48, 52);
    }

    [Fact]
    public void Losses_come_in_bursts_of_the_given_length()
    {
        var conditions = new NetworkConditions { BurstStartRatio = 0.01, BurstEndRatio = 0.1 };
        var simulator = new NetworkSimulator(conditions, seed: 1);
        HashSet<int> arrived = [.. Drive(simulator, count: 20_000).Select(datagram => datagram.Number)];

        int[] lost = [.. Enumerable.Range(0, 20_000).Where(number => !arrived.Contains(number))];
        int bursts = lost.Count(number => arrived.Contains(number - 1));
        Assert.InRange(lost.Length / 20_000.0, 0.07, 0.12);
        Assert.InRange((double)lost.Length / bursts, 8, 12);
    }

    [Fact]
    public void A_burst_may_lose_only_a_share()
    {
        var conditions = new NetworkConditions { BurstStartRatio = 1, BurstEndRatio = 0, BurstLossRatio = 0.3 };
        var simulator = new NetworkSimulator(conditions, seed: 1);

        Assert.InRange(Drive(simulator, count: 10_000).Count, 6_800, 7_200);
    }

    [Fact]
    public void A_datagram_over_the_largest_size_is_dropped()
    {
        var simulator = new NetworkSimulator(new NetworkConditions { MaxDatagramBytes = 100 }, seed: 1);
        simulator.Enqueue(new byte[101], default, TimeSpan.Zero);
        simulator.Enqueue(new byte[100], default, TimeSpan.Zero);

        Assert.True(simulator.TryDequeue(TimeSpan.Zero, new byte[200], out ReceivedDatagram received));
        Assert.Equal(100, received.LengthBytes);
        Assert.Equal(1, simulator.Statistics.TooLarge);
    }

    [Fact]
    public void Bursts_and_a_bottleneck_do_not_shift_the_luck_of_what_gets_through()
    {
        var narrow = Bad with { BytesPerSecond = 1 << 20, BurstEndRatio = 1 };

        Assert.Equal(
            Drive(new NetworkSimulator(Bad, seed: 5), count: 500).Select(datagram => datagram.Number),
            Drive(new NetworkSimulator(narrow, seed: 5), count: 500).Select(datagram => datagram.Number));
    }

    [Fact]
    public void Each_link_of_a_network_may_be_bad_in_its_own_way()
    {
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1);
        using ILink near = network.CreateLink();
        using ILink far = network.CreateLink(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(30) });
        byte[] buffer = new byte[8];
        near.Send([1], far.LocalAddress);
        far.Send([2], near.LocalAddress);

        Assert.True(near.TryReceive(buffer, out _));
        Assert.False(far.TryReceive(buffer, out _));
        clock.Advance(TimeSpan.FromMilliseconds(30));
        Assert.True(far.TryReceive(buffer, out _));
        network.SetIncoming(far.LocalAddress, NetworkConditions.Perfect);
        near.Send([3], far.LocalAddress);

        Assert.True(far.TryReceive(buffer, out _));
        Assert.Equal(3, buffer[0]);
        Assert.Equal(2, network.StatisticsOf(far.LocalAddress).Offered);
    }

    [Fact]
    public void A_full_simulator_drops_and_counts()
    {
        var simulator = new NetworkSimulator(NetworkConditions.Perfect, seed: 1, capacity: 10);
        for (int number = 0; number < 15; number++)
            simulator.Enqueue([1], default, TimeSpan.Zero);

        Assert.Equal(5, simulator.Statistics.Overflowed);
    }

    [Fact]
    public void A_datagram_larger_than_the_buffer_is_dropped_and_the_next_one_comes()
    {
        var simulator = new NetworkSimulator(NetworkConditions.Perfect, seed: 1);
        simulator.Enqueue(new byte[20], default, TimeSpan.Zero);
        simulator.Enqueue([7], default, TimeSpan.Zero);
        byte[] buffer = new byte[10];

        Assert.True(simulator.TryDequeue(TimeSpan.Zero, buffer, out ReceivedDatagram received));

        Assert.Equal((1, (byte)7), (received.LengthBytes, buffer[0]));
        Assert.Equal(1, simulator.Statistics.Oversized);
    }

    [Fact]
    public void A_simulated_link_delays_what_the_inner_link_receives()
    {
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1);
        using ILink sender = network.CreateLink();
        var latency = TimeSpan.FromMilliseconds(30);
        using var link = new SimulatedLink(
            network.CreateLink(), new NetworkConditions { Latency = latency }, seed: 2, clock);
        byte[] buffer = new byte[64];
        sender.Send([1], link.LocalAddress);

        Assert.False(link.TryReceive(buffer, out _));
        clock.Advance(latency);

        Assert.True(link.TryReceive(buffer, out ReceivedDatagram received));
        Assert.Equal(latency, received.ReceivedAt);
        Assert.Equal(sender.LocalAddress, received.From);
        Assert.Equal(1, link.Statistics.Delivered);
    }

    [Fact]
    public void The_same_seed_gives_the_same_session_byte_for_byte()
    {
        static List<byte[]> Record()
        {
            using var world = new TransportWorld(Bad, seed: 11);
            TransportWorld.Peer peer = world.AddClient();
            for (int tick = 0; tick < 400; tick++)
            {
                peer.Session.TrySend([(byte)tick], out _);
                world.Step();
            }

            return [.. world.ServerLink.Sent, .. peer.Link.Sent];
        }

        Assert.Equal(Record(), Record());
    }

    [Fact]
    public void A_virtual_clock_moves_only_forward_and_only_when_told()
    {
        var clock = new VirtualClock();
        Assert.Equal(TimeSpan.Zero, clock.Now());

        clock.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Equal(TimeSpan.FromSeconds(1.5), clock.Now());
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 0, 0, 1, 500, TimeSpan.Zero), clock.GetUtcNow());
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<NotSupportedException>(
            () => clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero));
    }

    // One datagram each millisecond, and taking after each; then all that is left.
    private static List<(int Number, TimeSpan At)> Drive(NetworkSimulator simulator, int count)
    {
        var delivered = new List<(int, TimeSpan)>();
        byte[] buffer = new byte[4];
        for (int number = 0; number < count + 1_000; number++)
        {
            TimeSpan now = TimeSpan.FromMilliseconds(number);
            if (number < count)
                simulator.Enqueue(BitConverter.GetBytes(number), default, now);
            while (simulator.TryDequeue(now, buffer, out ReceivedDatagram received))
                delivered.Add((BitConverter.ToInt32(buffer), received.ReceivedAt));
        }

        return delivered;
    }
}
