using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Congestion;

/// <summary>What of a round trip is taken for a queue.</summary>
public sealed class QueueDelayTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_queue_that_was_there_before_the_first_payload_is_seen_against_the_handshake()
    {
        var seeded = new QueueDelay(Now, TimeSpan.FromMilliseconds(40));
        var blind = new QueueDelay(Now, null);

        Assert.Equal(0.9, seeded.Measure(0.94, 0, 100_000, Now), 6);
        Assert.Equal(0, blind.Measure(0.94, 0, 100_000, Now), 6);
    }

    [Fact]
    public void A_shorter_round_trip_than_the_handshakes_is_believed()
    {
        var queue = new QueueDelay(Now, TimeSpan.FromMilliseconds(90));
        queue.Measure(0.04, 0, 100_000, Now);

        Assert.Equal(0.02, queue.Measure(0.06, 0, 100_000, Now), 6);
    }

    [Fact]
    public void A_burst_of_one_packet_waits_behind_nothing()
    {
        var queue = new QueueDelay(Now, null);
        TimeSpan tick = TimeSpan.FromMilliseconds(16);

        Assert.Equal(0, queue.NoteSent(Now, 1_200));
        Assert.Equal(0, queue.NoteSent(Now + tick, 1_200));
        Assert.NotEqual(0, queue.NoteSent(Now + tick, 300));
    }
}
