namespace Replication.Transport;

/// <summary>The queue from interval to interval: where it is, where it goes, and how far it jumps about.</summary>
internal struct QueueTrend
{
    private const double MaxJumpSeconds = 0.02;
    private const double NoiseGain = 0.1;
    private const double UsualRiseGain = 0.02;
    private const double UsualFallGain = 0.3;
    private const double MaxUsualSeconds = 0.03;
    private const double MinGradient = -0.5;
    private const double MaxGradient = 20;

    private double _beforeThat;
    private TimeSpan _seenBy;

    /// <summary>The queue of the newest interval, in seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>
    /// The wait that is there anyway, in seconds: a lower envelope, as jitter keeps it over the shortest round trip.
    /// </summary>
    public double UsualSeconds { get; private set; }

    /// <summary>The queue without that.</summary>
    public readonly double ExcessSeconds => Math.Max(0, Seconds - UsualSeconds);

    /// <summary>By how many seconds the queue grew in each second.</summary>
    public double Gradient { get; private set; }

    /// <summary>
    /// How far the queue jumps without going anywhere, in seconds, smoothed: waits of other kinds than a queue.
    /// </summary>
    public double NoiseSeconds { get; private set; }

    public void Note(in SendInterval interval)
    {
        double queue = interval.QueueSeconds;
        double jump = Math.Abs(queue - 2 * Seconds + _beforeThat) / 2;
        NoiseSeconds += (Math.Min(jump, MaxJumpSeconds) - NoiseSeconds) * NoiseGain;

        UsualSeconds += (queue - UsualSeconds) * (queue < UsualSeconds ? UsualFallGain : UsualRiseGain);
        UsualSeconds = Math.Min(UsualSeconds, MaxUsualSeconds);

        double elapsed = (interval.QueueSeenBy - _seenBy).TotalSeconds;
        bool isComparable = _seenBy != default && elapsed >= 0.25 * interval.Seconds;
        Gradient = isComparable ? Math.Clamp((queue - Seconds) / elapsed, MinGradient, MaxGradient) : 0;
        _beforeThat = Seconds;
        Seconds = queue;
        _seenBy = interval.QueueSeenBy;
    }
}
