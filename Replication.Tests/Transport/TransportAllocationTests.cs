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
}
