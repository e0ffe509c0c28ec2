namespace Replication.Benchmarks;

/// <summary>How often each length of time came, in steps of a quarter of a millisecond up to four seconds.</summary>
internal sealed class TimeHistogram
{
    private const double BucketMilliseconds = 0.25;
    private const int BucketCount = 16 * 1024;

    private readonly long[] _counts = new long[BucketCount];

    /// <summary>How many times were added.</summary>
    public long Count { get; private set; }

    /// <summary>The longest time.</summary>
    public double MaxMilliseconds { get; private set; }

    public void Add(TimeSpan time, long count)
    {
        double milliseconds = Math.Max(0, time.TotalMilliseconds);
        _counts[(int)Math.Min(milliseconds / BucketMilliseconds, BucketCount - 1)] += count;
        Count += count;
        MaxMilliseconds = Math.Max(MaxMilliseconds, milliseconds);
    }

    public void Add(TimeHistogramPart part)
    {
        foreach ((int bucket, long count) in part.Buckets.Zip(part.Counts))
        {
            _counts[bucket] += count;
            Count += count;
        }

        MaxMilliseconds = Math.Max(MaxMilliseconds, part.MaxMilliseconds);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (Count, MaxMilliseconds) = (0, 0);
    }

    /// <summary>The time that a share of all does not exceed.</summary>
    public double Percentile(double share)
    {
        long left = (long)Math.Ceiling(share * Count);
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            left -= _counts[bucket];
            if (left <= 0) return Math.Min(MaxMilliseconds, (bucket + 1) * BucketMilliseconds);
        }

        return MaxMilliseconds;
    }

    /// <summary>The buckets that have something, to be sent to another process.</summary>
    public TimeHistogramPart ToPart()
    {
        int[] used = [.. Enumerable.Range(0, BucketCount).Where(bucket => _counts[bucket] > 0)];
        return new TimeHistogramPart(used, [.. used.Select(bucket => _counts[bucket])], MaxMilliseconds);
    }
}

/// <summary>A histogram on its way between processes.</summary>
internal sealed record TimeHistogramPart(int[] Buckets, long[] Counts, double MaxMilliseconds);
