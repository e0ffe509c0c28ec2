using System.Diagnostics;

namespace Replication.Benchmarks;

/// <summary>Times several pieces of work against each other: in turn, many rounds, medians.</summary>
internal static class Measure
{
    // Some clocks tick every 100 ns, as long as a short batch takes.
    private const int BatchesPerSample = 16;

    /// <summary>The median time of each piece of work.</summary>
    /// <param name="rounds">Rounds that count, after a warm-up long enough for the JIT's last tier.</param>
    /// <param name="work">The pieces; each does its whole batch.</param>
    /// <returns>Nanoseconds of a batch, in the pieces' order.</returns>
    public static double[] MedianNanoseconds(int rounds, params Action[] work)
    {
        WarmUp(work);
        var samples = new double[work.Length][];
        for (int i = 0; i < work.Length; i++) samples[i] = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < work.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int batch = 0; batch < BatchesPerSample; batch++) work[i]();
                samples[i][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / BatchesPerSample;
            }
        }

        return [.. samples.Select(Median)];
    }

    /// <summary>The middle of some figures.</summary>
    public static double Median(double[] figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The bytes that a piece of work allocates.</summary>
    public static long AllocatedBytes(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // The JIT replaces code in the background, in steps: each takes thirty calls and then a tenth of a second's rest.
    private static void WarmUp(Action[] work)
    {
        for (int step = 0; step < 6; step++)
        {
            for (int i = 0; i < 40; i++)
            {
                foreach (Action piece in work) piece();
            }

            Thread.Sleep(200);
        }
    }
}
