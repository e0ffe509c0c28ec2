using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class TransportAllocationTests
{
    [Fact]
    public void An_exchange_over_the_loopback_network_allocates_nothing()
    {
        var clock = new VirtualClock();
        var conditions = new NetworkConditions
        {
            LossRatio = 0.05,
            Latency = TimeSpan.FromMilliseconds(30),
            Jitter = TimeSpan.FromMilliseconds(10),
            ReorderRatio = 0.05,
            DuplicateRatio = 0.05,
        };
        var network = new LoopbackNetwork(clock, conditions, seed: 1);
        using var pair = new QuietPair(network.CreateLink(), network.CreateLink(), clock) { HasMessages = true };
        while (pair.Client.Session.State != SessionState.Connected)
        {
            pair.Exchange();
            clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        long allocatedBytes = QuietPair.Measure(() =>
        {
            pair.Exchange();
            clock.Advance(TimeSpan.FromMilliseconds(5));
        });

        Assert.Equal(0, allocatedBytes);
        Assert.True(pair.Client.Session.Statistics.PacketsDelivered > QuietPair.MeasuredExchanges);
        Assert.True(pair.Client.Session.Statistics.PacketsLost > 0);
        for (byte channel = 0; channel < ChannelOptions.Standard.Length; channel++)
            Assert.True(pair.Client.Session.GetChannelStatistics(channel).MessagesReceived > 20, $"channel {channel}");
        Assert.True(pair.Client.Session.Statistics.MessageBytesRetransmitted > 0);
    }

    [Fact]
    public void Reliable_ordered_messages_of_several_sessions_allocate_nothing_whatever_is_lost()
    {
        var clock = new VirtualClock();
        var conditions = new NetworkConditions
        {
            LossRatio = 0.1, Latency = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(20),
        };
        var network = new LoopbackNetwork(clock, conditions, seed: 1);
        using var crowd = new QuietCrowd(network, clock, clients: 8);
        // The network's own memory grows to the most that is on the way, so that is more before than ever after.
        network.Conditions = conditions with { Latency = TimeSpan.FromMilliseconds(200) };
        for (int tick = 0; tick < 500; tick++)
            crowd.Tick();
        network.Conditions = conditions;
        for (int tick = 0; tick < 500; tick++)
            crowd.Tick();
        long before = crowd.Received;

        long allocatedBytes = Allocations.Of(() =>
        {
            for (int tick = 0; tick < 1_000; tick++)
                crowd.Tick();
        });

        Assert.Equal(0, allocatedBytes);
        Assert.True(crowd.Received - before > 10_000);
        Assert.True(crowd.RetransmittedBytes > 1_000_000);
    }
}
