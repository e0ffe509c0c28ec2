using Replication.Benchmarks;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Congestion;

/// <summary>What the congestion control promises, on paths whose time is virtual.</summary>
public sealed class CongestionTests
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1_000, 20)]
    [InlineData(1_000, 100)]
    [InlineData(1_000, 200)]
    [InlineData(4_000, 40)]
    [InlineData(10_000, 20)]
    [InlineData(10_000, 200)]
    public void A_deep_queue_stays_short_and_the_path_full(int kilobits, int roundTripMilliseconds)
    {
        BottleneckPath path = Path(kilobits, roundTripMilliseconds);
        using var world = new BottleneckWorld(path);
        world.Run(Settling);
        double used = world.Measure(Steady).Sum() / path.BytesPerSecond;

        Assert.InRange(world.AddedDelay(0.95, Settling), 0, 50);
        Assert.InRange(used, 0.8, 1);
    }

    [Theory]
    [InlineData(256, 40, 16)]
    [InlineData(1_000, 40, 33)]
    [InlineData(10_000, 40, 33)]
    public void Long_ticks_and_slow_paths_do_not_make_the_queue_long(
        int kilobits, int roundTripMilliseconds, int tickMilliseconds)
    {
        BottleneckPath path = Path(kilobits, roundTripMilliseconds) with
        {
            Tick = TimeSpan.FromMilliseconds(tickMilliseconds),
        };
        using var world = new BottleneckWorld(path);
        world.Run(Settling);
        double used = world.Measure(Steady).Sum() / path.BytesPerSecond;

        Assert.InRange(world.AddedDelay(0.95, Settling), 0, 50);
        Assert.InRange(used, 0.8, 1);
    }

    [Theory]
    [InlineData(1_000, 16)]
    [InlineData(10_000, 16)]
    public void Jitter_is_not_taken_for_a_queue(int kilobits, int tickMilliseconds)
    {
        BottleneckPath path = Path(kilobits, 40) with
        {
            Jitter = TimeSpan.FromMilliseconds(30), Tick = TimeSpan.FromMilliseconds(tickMilliseconds),
        };
        using var world = new BottleneckWorld(path);
        world.Run(Settling);

        Assert.InRange(world.Measure(Steady).Sum() / path.BytesPerSecond, 0.6, 1);
    }

    [Theory]
    [InlineData(1_000, 40, 0)]
    [InlineData(1_000, 40, 10)]
    [InlineData(1_000, 100, 10)]
    [InlineData(4_000, 100, 10)]
    [InlineData(10_000, 20, 10)]
    public void Sessions_share_a_path_fairly_also_when_one_comes_later(
        int kilobits, int roundTripMilliseconds, int laterSeconds)
    {
        BottleneckPath path = Path(kilobits, roundTripMilliseconds) with
        {
            Starts = [TimeSpan.Zero, TimeSpan.FromSeconds(laterSeconds)],
        };
        using var world = new BottleneckWorld(path);
        world.Run(TimeSpan.FromSeconds(laterSeconds + 20));
        double[] rates = world.Measure(Steady);

        Assert.InRange(Fairness.Jain(rates), 0.95, 1);
        Assert.InRange(rates.Sum() / path.BytesPerSecond, 0.8, 1);
    }

    [Theory]
    [InlineData(1_000, 40, 2)]
    [InlineData(1_000, 40, 4)]
    [InlineData(512, 40, 4)]
    [InlineData(2_000, 10, 4)]
    public void Sessions_whose_ticks_fall_together_share_fairly(int kilobits, int roundTripMilliseconds, int sessions)
    {
        BottleneckPath path = Path(kilobits, roundTripMilliseconds) with
        {
            Tick = TimeSpan.FromMilliseconds(16), Starts = new TimeSpan[sessions],
        };
        using var world = new BottleneckWorld(path);
        world.Run(TimeSpan.FromSeconds(20));
        double[] rates = world.Measure(Steady);

        Assert.InRange(Fairness.Jain(rates), 0.95, 1);
        Assert.InRange(rates.Sum() / path.BytesPerSecond, 0.8, 1);
    }

    [Theory]
    [InlineData(1_000, 20, 5)]
    [InlineData(1_000, 200, 5)]
    [InlineData(10_000, 100, 5)]
    [InlineData(256, 10, 16)]
    [InlineData(10_000, 40, 33)]
    public void A_burst_of_half_lost_is_over_within_two_seconds(
        int kilobits, int roundTripMilliseconds, int tickMilliseconds)
    {
        BottleneckPath path = Path(kilobits, roundTripMilliseconds) with
        {
            Tick = TimeSpan.FromMilliseconds(tickMilliseconds),
        };
        using var world = new BottleneckWorld(path);
        world.Run(Settling);
        double before = world.Measure(TimeSpan.FromSeconds(5)).Sum();
        world.SetUplink(path.Uplink with { LossRatio = 0.5 });
        world.Run(TimeSpan.FromSeconds(1));
        world.SetUplink(path.Uplink);
        world.Run(TimeSpan.FromSeconds(2));

        Assert.True(world.Measure(TimeSpan.FromSeconds(1)).Sum() > 0.8 * before);
    }

    [Theory]
    [InlineData(1_000, 40)]
    [InlineData(10_000, 100)]
    public void Random_loss_without_a_queue_does_not_bring_the_rate_down(int kilobits, int roundTripMilliseconds)
    {
        BottleneckPath path = Path(kilobits, roundTripMilliseconds) with { LossRatio = 0.05 };
        using var world = new BottleneckWorld(path);
        world.Run(Settling);

        Assert.InRange(world.Measure(Steady).Sum() / path.BytesPerSecond, 0.5, 1);
    }

    [Fact]
    public void A_session_that_sends_little_keeps_its_rate()
    {
        BottleneckPath path = Path(100_000, 40) with { BytesPerTick = 100 };
        using var world = new BottleneckWorld(path);
        world.Run(TimeSpan.FromSeconds(1));
        int before = world.SessionOf(0).AvailableBytes;
        world.Run(TimeSpan.FromSeconds(60));

        Assert.InRange(world.SessionOf(0).AvailableBytes, before - 200, before + 200);
        Assert.Equal(0, world.Bottleneck.QueueFull);
    }

    [Fact]
    public void Messages_obey_the_rate_as_payloads_do()
    {
        BottleneckPath path = Path(1_000, 40) with { SendsMessages = true };
        using var world = new BottleneckWorld(path);
        world.Run(Settling);
        long droppedBefore = world.Bottleneck.QueueFull;
        double used = world.Measure(Steady).Sum() / path.BytesPerSecond;

        Assert.InRange(used, 0.8, 1);
        Assert.Equal(droppedBefore, world.Bottleneck.QueueFull);
        Assert.InRange(world.SessionOf(0).Statistics.SmoothedRoundTripTime.TotalMilliseconds, 40, 100);
    }

    [Fact]
    public void A_path_that_becomes_narrow_is_found_narrow_and_one_that_becomes_wide_wide()
    {
        BottleneckPath path = Path(4_000, 40);
        using var world = new BottleneckWorld(path);
        world.Run(Settling);
        world.SetUplink(path.Uplink with { BytesPerSecond = 500_000 / 8 });
        world.Run(TimeSpan.FromSeconds(5));
        TimeSpan narrowFrom = world.Now;
        double narrow = world.Measure(TimeSpan.FromSeconds(5)).Sum();
        double delay = world.AddedDelay(0.95, narrowFrom);
        world.SetUplink(path.Uplink);
        world.Run(TimeSpan.FromSeconds(15));

        Assert.InRange(narrow, 0.7 * 62_500, 62_500);
        Assert.InRange(delay, 0, 80);
        Assert.InRange(world.Measure(TimeSpan.FromSeconds(10)).Sum(), 0.75 * 500_000, 500_000);
    }

    [Fact]
    public void A_session_without_congestion_control_may_always_send()
    {
        BottleneckPath path = Path(1_000, 40) with { Congestion = CongestionOptions.Off, BytesPerTick = 100 };
        using var world = new BottleneckWorld(path);
        Assert.Equal(0, world.SessionBytes(0));
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(int.MaxValue, world.SessionBytes(0));
    }

    [Fact]
    public void The_same_seed_gives_the_same_rates()
    {
        static double[] Run()
        {
            using var world = new BottleneckWorld(Path(1_000, 40) with { LossRatio = 0.02, Seed = 9 });
            return [.. Enumerable.Range(0, 10).Select(_ => world.Measure(TimeSpan.FromSeconds(1)).Sum())];
        }

        Assert.Equal(Run(), Run());
    }

    private static BottleneckPath Path(int kilobits, int roundTripMilliseconds) => new()
    {
        Kilobits = kilobits, RoundTrip = TimeSpan.FromMilliseconds(roundTripMilliseconds),
    };
}
