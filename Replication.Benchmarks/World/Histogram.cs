namespace Replication.Benchmarks;

/// <summary>How often each value came, in steps of a quarter up to four thousand: milliseconds, centimetres, degrees.
/// </summary>
internal sealed class Histogram
{
    private const double BucketWidth = 0.25;
    private const int BucketCount = 16 * 1024;

    private readonly long[] _counts = new long[BucketCount];
    private double _sum;

    /// <summary>How many values were added.</summary>
    public long Count { get; private set; }

    /// <summary>The largest value.</summary>
    public double Max { get; private set; }

    /// <summary>The mean of all values; zero where there is none.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    public void Add(double value, long count)
    {
        value = Math.Max(0, value);
        _counts[(int)Math.Min(value / BucketWidth, BucketCount - 1)] += count;
        Count += count;
        _sum += value * count;
        Max = Math.Max(Max, value);
    }

    public void Add(HistogramPart part)
    {
        foreach ((int bucket, long count) in part.Buckets.Zip(part.Counts))
        {
            _counts[bucket] += count;
            Count += count;
        }

        _sum += part.Sum;
        Max = Math.Max(Max, part.Max);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (Count, Max, _sum) = (0, 0, 0);
    }

    /// <summary>The value that a share of all does not exceed.</summary>
    public double Percentile(double share)
    {
        long left = (long)Math.Ceiling(share * Count);
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            left -= _counts[bucket];
            if (left <= 0) return Math.Min(Max, (bucket + 1) * BucketWidth);
        }

        return Max;
    }

    /// <summary>The buckets that have something, to be sent to another process.</summary>
    public HistogramPart ToPart()
    {
        int[] used = [.. Enumerable.Range(0, BucketCount).Where(bucket => _counts[bucket] > 0)];
        return new HistogramPart(used, [.. used.Select(bucket => _counts[bucket])], _sum, Max);
    }
}

/// <summary>A histogram on its way between processes.</summary>
internal sealed record HistogramPart(int[] Buckets, long[] Counts, double Sum, double Max);
