namespace Replication.Transport;

/// <summary>The queue from interval to interval: where it is, where it goes, and how far it jumps about.</summary>
internal struct QueueTrend
{
    private const double NoiseGain = 0.1;
    private const double MaxJumpSeconds = 0.02;
    private const double MaxJitterSeconds = 0.05;

    // So much from packet to packet comes from packets of others, not from jitter.
    private const double UsualJitterSeconds = 0.005;
    private const double UsualRiseSeconds = 5;
    private const double UsualFallGain = 0.3;
    private const double MaxUsualSeconds = 0.03;
    private const double MinGradient = -0.5;
    private const double MaxGradient = 20;

    private double _beforeThat;
    private double _jitter;
    private TimeSpan _seenBy;

    /// <summary>The queue of the newest interval, in seconds; below zero where less than ever waits behind a burst.
    /// </summary>
    public double Seconds { get; private set; }

    /// <summary>
    /// The wait that is there anyway, in seconds: a lower envelope, as jitter and the bursts of others keep it.
    /// </summary>
    public double UsualSeconds { get; private set; }

    /// <summary>The queue without that.</summary>
    public readonly double ExcessSeconds => Math.Max(0, Seconds - UsualSeconds);

    /// <summary>By how many seconds the queue grew in each second, beyond noise.</summary>
    public double Gradient { get; private set; }

    /// <summary>How far the queue jumps from interval to interval without going anywhere, in seconds, smoothed.
    /// </summary>
    public double NoiseSeconds { get; private set; }

    /// <summary>How far delays jump from packet to packet, in seconds, smoothed; zero on a quiet path.</summary>
    public readonly double JitterSeconds => Math.Max(0, _jitter - UsualJitterSeconds);

    /// <param name="interval">The next one.</param>
    /// <param name="isStarting">
    /// No queue was seen since the beginning: then what bursts add while they grow is not taken for usual.
    /// </param>
    public void Note(in SendInterval interval, bool isStarting)
    {
        double queue = interval.QueueSeconds;
        double jump = Math.Abs(queue - 2 * Seconds + _beforeThat) / 2;
        NoiseSeconds += (Math.Min(jump, MaxJumpSeconds) - NoiseSeconds) * NoiseGain;
        _jitter += (Math.Min(interval.JitterSeconds, MaxJitterSeconds) - _jitter) * NoiseGain;

        // By time and not by intervals: a session that sends little has longer ones.
        double rise = 1 - Math.Exp(-interval.Seconds / UsualRiseSeconds);
        UsualSeconds += (queue - UsualSeconds) * (queue < UsualSeconds ? UsualFallGain : rise);
        UsualSeconds = Math.Min(UsualSeconds, MaxUsualSeconds + 2 * JitterSeconds);
        if (isStarting)
            UsualSeconds = Math.Max(0, UsualSeconds);

        double elapsed = (interval.QueueSeenBy - _seenBy).TotalSeconds;
        bool isComparable = _seenBy != default && elapsed >= 0.25 * interval.Seconds;
        double growth = queue - Seconds;
        double surely = Math.CopySign(Math.Max(0, Math.Abs(growth) - NoiseSeconds), growth);
        Gradient = isComparable ? Math.Clamp(surely / elapsed, MinGradient, MaxGradient) : 0;
        _beforeThat = Seconds;
        Seconds = queue;
        _seenBy = interval.QueueSeenBy;
    }

    /// <summary>
    /// Takes what is over the usual wait for usual: for when little was sent and what is left has other reasons.
    /// </summary>
    public void TakeAsUsual() => UsualSeconds += ExcessSeconds;
}
