using Replication.Benchmarks;
using Xunit;

namespace Replication.Tests.Benchmarks;

/// <summary>What the benchmarks transport and soak compute themselves.</summary>
public sealed class TrafficTests
{
    [Fact]
    public void A_plan_survives_the_way_through_a_processs_arguments()
    {
        foreach (Carrier carrier in Enum.GetValues<Carrier>())
        {
            var plan = new TrafficPlan(carrier, TrafficPlan.ReliableOrdered, 64, 30, 1_000, 5, 4);
            Assert.Equal(plan, TrafficPlan.FromArguments(plan.ToArguments()));
        }
    }

    [Fact]
    public void Figures_are_those_of_both_processes_by_messages_of_both()
    {
        var server = new TrafficFigures(new ResourceUse(30, 100, 7), [1_000, 4_000]);
        var clients = new TrafficFigures(new ResourceUse(70, 20, 5), [3_000, 2_000, 5_000]);

        var result = new TrafficResult(server, clients);

        Assert.Equal(5, result.Messages);
        Assert.Equal(20, result.CpuPerMessage);
        Assert.Equal(24, result.AllocatedPerMessage);
        Assert.Equal(12, result.Packets);
        Assert.Equal([1, 3, 5], new[] { 0, 0.5, 1 }.Select(result.Percentile));
    }

    [Fact]
    public void What_was_used_is_the_difference_of_two_instants() =>
        Assert.Equal(
            new ResourceUse(5, 30, 100), new ResourceUse(15, 130, 400) - new ResourceUse(10, 100, 300));

    [Fact]
    public void A_latency_log_notes_no_more_than_it_has_room_for()
    {
        var log = new LatencyLog(capacity: 2);
        byte[] message = new byte[8];
        LatencyLog.Stamp(message);
        for (int count = 0; count < 3; count++)
            log.Take(message);

        Assert.Equal(2, log.Count);
        Assert.True(log.Microseconds[0] >= 0);
        log.Clear();
        Assert.Equal(0, log.Count);
    }

    [Fact]
    public void A_soak_counts_each_number_once_in_any_order()
    {
        var window = new SoakWindow();
        int[] numbers = [.. Enumerable.Range(0, 50_000)];
        for (int start = 0; start < numbers.Length; start += 100)
            new Random(start).Shuffle(numbers.AsSpan(start, 100));

        Assert.All(numbers, number => Assert.True(window.Add(number)));
        Assert.All(numbers, number => Assert.False(window.Add(number)));
        Assert.False(window.Add(1_000_000));
    }

    [Fact]
    public void A_soak_tells_damaged_messages()
    {
        var peer = new SoakPeer();

        peer.ReceiveMessage(0, [1, 2, 3]);
        peer.ReceiveMessage(0, new byte[9]);

        Assert.Equal(2, peer.Damaged);
        Assert.Equal(0, peer.Delivered);
    }
}
