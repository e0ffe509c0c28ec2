using Replication.Benchmarks;
using Xunit;

namespace Replication.Tests.Benchmarks;

/// <summary>The scenario world on a network within the process.</summary>
public sealed class WorldRunTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 20)]
    public void All_clients_show_the_world_when_it_stands_still(double loss, int latencyMilliseconds)
    {
        WorldResult result = Run(Small with { LossRatio = loss, LatencyMilliseconds = latencyMilliseconds });

        Assert.True(result.IsConverged);
        Assert.Equal(Small.Clients, result.Reports.Count);
        Assert.True(result.Figures.SharedRatio > 0);
    }

    [Fact]
    public void Every_mover_is_updated_each_tick_and_nobody_else_is()
    {
        WorldResult result = Run(Small with { Moving = 0.25 });

        int moving = Enumerable.Range(0, Small.Entities).Count(static index => WorldScene.IsMoving(index, 0.25));
        Assert.InRange(moving, 1, Small.Entities - 1);
        Assert.Equal((long)moving * Small.Clients * Small.MeasuredTicks, result.Figures.Sent.Updates);
        Assert.InRange(result.Gaps.Max, 1, Small.Interval.TotalMilliseconds + 0.1);
    }

    [Fact]
    public void What_all_arrives_each_tick_is_shown_to_the_last_step()
    {
        WorldResult result = Run(Small);

        Assert.True(result.Errors.Count > 0);
        Assert.InRange(result.Errors.Max, 0, 1);
        Assert.InRange(result.TurnErrors.Max, 0, 1);
    }

    [Fact]
    public void What_waits_for_its_turn_is_shown_where_it_was()
    {
        WorldResult result = Run(Small with { Entities = 2_000, BudgetKilobits = 256, Hertz = 20 });

        Assert.InRange(result.Errors.Mean, 10, 1_000);
    }

    private static WorldOptions Small { get; } = new()
    {
        Entities = 60,
        Clients = 3,
        Seconds = 1,
        Link = WorldLinkKind.Loopback,
    };

    private static WorldResult Run(WorldOptions options)
    {
        using var run = new WorldRun(options);
        return run.Run();
    }
}
