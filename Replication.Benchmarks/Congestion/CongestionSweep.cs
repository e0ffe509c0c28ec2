using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>
/// Many paths, each with one, two and four sessions and one that comes later: a line of figures each, made side by
/// side.
/// </summary>
internal static class CongestionSweep
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    private static readonly int[] Kilobits = [256, 512, 1_000, 2_000, 10_000];
    private static readonly int[] RoundTrips = [10, 40, 150];
    private static readonly int[] Ticks = [16, 33, 50];
    private static readonly int[] QueueTimes = [200, 1_000];
    private static readonly int[] Jitters = [0, 10, 30];
    private static readonly double[] Losses = [0, 0.02];

    // How many sessions, whether the last one comes later, whether their ticks are spread.
    private static readonly (int Count, bool IsLate, bool IsSpread)[] Crowds =
        [(1, false, false), (2, false, false), (2, false, true), (2, true, false), (4, false, false), (4, false, true)];

    /// <summary>Prints a JSON object for each path and crowd.</summary>
    public static void Run(TimeSpan duration, ulong seed)
    {
        ParallelQuery<Report> reports = Paths(seed)
            .AsParallel()
            .AsOrdered()
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(path => Measure(path, duration));
        foreach (Report report in reports) report.Print(json: true);
    }

    private static IEnumerable<BottleneckPath> Paths(ulong seed) =>
        from kilobits in Kilobits
        from roundTrip in RoundTrips
        from tick in Ticks
        from queue in QueueTimes
        from jitter in Jitters
        from loss in Losses
        from crowd in Crowds
        select new BottleneckPath
        {
            Kilobits = kilobits,
            RoundTrip = TimeSpan.FromMilliseconds(roundTrip),
            Tick = TimeSpan.FromMilliseconds(tick),
            QueueTime = TimeSpan.FromMilliseconds(queue),
            Jitter = TimeSpan.FromMilliseconds(jitter),
            LossRatio = loss,
            IsSpread = crowd.IsSpread,
            Starts =
            [
                .. Enumerable.Range(0, crowd.Count)
                    .Select(index => crowd.IsLate && index == crowd.Count - 1 ? Later : TimeSpan.Zero),
            ],
            Seed = seed,
        };

    private static Report Measure(BottleneckPath path, TimeSpan duration)
    {
        using var world = new BottleneckWorld(path);
        TimeSpan last = path.Starts[^1];
        world.Run(last + Settling);
        TimeSpan from = world.Now;
        double[] rates = world.Measure(duration);
        Report report = new Report("congestion-sweep")
            .Add("kbit", path.Kilobits, "")
            .Add("rtt_ms", path.RoundTrip.TotalMilliseconds, "")
            .Add("tick_ms", path.Tick.TotalMilliseconds, "")
            .Add("queue_ms", path.QueueTime.TotalMilliseconds, "")
            .Add("jitter_ms", path.Jitter.TotalMilliseconds, "")
            .Add("loss", path.LossRatio, "")
            .Add("sessions", path.Starts.Count, "")
            .Add("late", last > TimeSpan.Zero, "")
            .Add("lockstep", !path.IsSpread, "")
            .Add("added_delay_p95_ms", world.AddedDelay(0.95, from), "")
            .Add("utilisation", rates.Sum() / path.BytesPerSecond, "")
            .Add("fairness", Fairness.Jain(rates), "");
        return path.Starts.Count > 1 ? report : report.Add("recovery_ms", CongestionScenario.Recovery(path), "");
    }
}
