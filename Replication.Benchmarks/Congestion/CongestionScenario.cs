using System.CommandLine;
using Replication.Samples;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>
/// The congestion control on a simulated bottleneck: what queue it makes, what it uses of the path, how two sessions
/// share it, and how long a burst of half lost is felt. Virtual time: the figures are the same each time.
/// </summary>
internal static class CongestionScenario
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    public static Command Command(Option<bool> json)
    {
        Option<int> kilobits = Number("--bottleneck-kbit", "What the path carries, in kilobits a second.", 1_000);
        Option<int> roundTrip = Number("--rtt-ms", "The round trip without a queue, in milliseconds.", 40);
        Option<int> queue = Number("--queue-ms", "How long the bottleneck lets wait, in milliseconds.", 500);
        Option<int> tick = Number("--tick-ms", "How often a session sends, in milliseconds.", 5);
        Option<int> seconds = Number("--seconds", "How long each figure is measured.", 30);
        Option<int> seed = Number("--seed", "Decides all chance.", 1);
        Option<bool> sweep = new("--sweep") { Description = "Many paths instead of one, a JSON object a line." };
        kilobits.Within(64, 1_000_000);
        roundTrip.Within(0, 2_000);
        queue.Within(1, 10_000);
        tick.Within(1, 200);
        seconds.Within(1, 3_600);
        var command = new Command("congestion", "Queue, use and fairness on a simulated bottleneck.")
        {
            kilobits, roundTrip, queue, tick, seconds, seed, sweep,
        };
        command.SetAction(parsed =>
        {
            TimeSpan duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            ulong chance = (ulong)parsed.GetValue(seed);
            if (parsed.GetValue(sweep))
            {
                CongestionSweep.Run(duration, chance);
                return 0;
            }

            var path = new BottleneckPath
            {
                Kilobits = parsed.GetValue(kilobits),
                RoundTrip = TimeSpan.FromMilliseconds(parsed.GetValue(roundTrip)),
                QueueTime = TimeSpan.FromMilliseconds(parsed.GetValue(queue)),
                Tick = TimeSpan.FromMilliseconds(parsed.GetValue(tick)),
                Seed = chance,
            };
            Run(path, duration).Print(parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Report Run(BottleneckPath path, TimeSpan duration)
    {
        (double delay, double used) = Alone(path, duration);
        return new Report("congestion")
            .Add("bottleneck_kbit", path.Kilobits, "what the path carries, kbit/s")
            .Add("rtt_ms", path.RoundTrip.TotalMilliseconds, "round trip without a queue")
            .Add("added_delay_p95_ms", delay, "what a payload waits at the bottleneck, 95th percentile")
            .Add("utilisation", used, "share of the path that one session uses")
            .Add("fairness", Shared(path, TimeSpan.Zero, duration), "Jain's index of two sessions")
            .Add(
                "fairness_late", Shared(path, TimeSpan.FromSeconds(10), duration),
                "the same, one comes 10 s later and has 20 s to get its share")
            .Add("recovery_ms", Recovery(path), "after 1 s of 50 % lost, until 80 % of before; -1: not in 10 s")
            .Add(
                "random_loss_utilisation", Alone(path with { LossRatio = 0.05 }, duration).Used,
                "share of the path that is used with 5 % lost at random");
    }

    private static (double Delay, double Used) Alone(BottleneckPath path, TimeSpan duration)
    {
        using var world = new BottleneckWorld(path);
        world.Run(Settling);
        double used = world.Measure(duration).Sum() / path.BytesPerSecond;
        return (world.AddedDelay(0.95, Settling), used);
    }

    private static double Shared(BottleneckPath path, TimeSpan later, TimeSpan duration)
    {
        using var world = new BottleneckWorld(path with { Starts = [TimeSpan.Zero, later] });
        world.Run(later + TimeSpan.FromSeconds(20));
        return Fairness.Jain(world.Measure(duration));
    }

    /// <summary>
    /// How long one session takes after a second of 50 % lost until it has 80 % of before, in ms; -1: more than 10 s.
    /// </summary>
    public static double Recovery(BottleneckPath path)
    {
        using var world = new BottleneckWorld(path);
        world.Run(Settling);
        double before = world.Measure(TimeSpan.FromSeconds(5)).Sum();
        world.SetUplink(path.Uplink with { LossRatio = 0.5 });
        world.Run(TimeSpan.FromSeconds(1));
        world.SetUplink(path.Uplink);
        for (int slice = 1; slice <= 50; slice++)
        {
            if (world.Measure(Slice).Sum() >= 0.8 * before) return slice * Slice.TotalMilliseconds;
        }

        return -1;
    }

    private static Option<int> Number(string name, string description, int standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };
}
