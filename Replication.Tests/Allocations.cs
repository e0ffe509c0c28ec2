namespace Replication.Tests;

/// <summary>What code allocates on the thread that calls it.</summary>
internal static class Allocations
{
    private const int MaxMeasurements = 5;

    /// <summary>
    /// The least of several measurements, the first of which that is 0 ends them. What the runtime makes once for the
    /// whole process, such as a larger table of casts, falls into one of them on any thread and at any time; what the
    /// code does falls into each.
    /// </summary>
    /// <param name="measured">Warmed up; it is called again while something was allocated.</param>
    /// <returns>Bytes.</returns>
    public static long Of(Action measured)
    {
        long least = long.MaxValue;
        for (int left = MaxMeasurements; left > 0 && least > 0; left--)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            measured();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
