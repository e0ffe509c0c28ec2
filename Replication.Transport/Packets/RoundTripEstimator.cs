namespace Replication.Transport;

/// <summary>
/// Round trip time, smoothed as in RFC 6298 (gains 1/8 and 1/4), and the two waits that follow from it. A sample is the
/// network's part only: the peer's ack delay is taken off before it comes here.
/// </summary>
internal struct RoundTripEstimator
{
    /// <summary>The wait before the first sample.</summary>
    public static readonly TimeSpan InitialTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(4);
    // Both sides work in ticks: however even the round trips are, an ack may come one later.
    private static readonly TimeSpan MinDeviation = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxAckLateness = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MinReorderGrace = TimeSpan.FromMilliseconds(5);

    // How much later than the round trip time the ack of a packet comes at worst. Not the ack delay in the packets:
    // that is the newest packet's, and an ack that answers for several keeps the oldest of them waiting longest.
    private TimeSpan _ackLateness;

    private TimeSpan _last;

    public bool HasSample { get; private set; }

    public TimeSpan Smoothed { get; private set; }

    /// <summary>Mean deviation from the smoothed value.</summary>
    public TimeSpan Variance { get; private set; }

    public TimeSpan Min { get; private set; }

    /// <summary>Mean change from sample to sample.</summary>
    public TimeSpan Jitter { get; private set; }

    /// <summary>How long an unacked packet may stay pending.</summary>
    public readonly TimeSpan Timeout
    {
        get
        {
            if (!HasSample)
                return InitialTimeout;
            TimeSpan deviation = 4 * Variance > MinDeviation ? 4 * Variance : MinDeviation;
            TimeSpan timeout = Smoothed + deviation + _ackLateness;
            return timeout < MinTimeout ? MinTimeout : timeout > MaxTimeout ? MaxTimeout : timeout;
        }
    }

    /// <summary>How long a packet that newer ones overtook may still come.</summary>
    public readonly TimeSpan ReorderGrace => Smoothed / 4 > MinReorderGrace ? Smoothed / 4 : MinReorderGrace;

    /// <summary>Takes one measurement.</summary>
    /// <param name="elapsed">From sending the packet to receiving its ack.</param>
    /// <param name="ackDelay">The peer's share of that, as it says itself.</param>
    /// <returns>The network's part.</returns>
    public TimeSpan Add(TimeSpan elapsed, TimeSpan ackDelay)
    {
        TimeSpan sample = elapsed > ackDelay ? elapsed - ackDelay : TimeSpan.Zero;
        if (!HasSample)
        {
            HasSample = true;
            _last = sample;
            Smoothed = sample;
            Variance = sample / 2;
            Min = sample;
            return sample;
        }

        Variance += ((Smoothed - sample).Duration() - Variance) / 4;
        Smoothed += (sample - Smoothed) / 8;
        Jitter += ((sample - _last).Duration() - Jitter) / 16;
        _last = sample;
        Min = sample < Min ? sample : Min;
        return sample;
    }

    /// <summary>Takes how long any packet waited for its ack, one that came too late included.</summary>
    public void AddAckTime(TimeSpan elapsed)
    {
        TimeSpan lateness = elapsed - Smoothed;
        if (!HasSample || lateness < TimeSpan.Zero)
            lateness = TimeSpan.Zero;
        if (lateness > MaxAckLateness)
            lateness = MaxAckLateness;
        // Quick to believe, slow to forget: the margin is there for the worst of the usual.
        _ackLateness = lateness >= _ackLateness ? lateness : _ackLateness - (_ackLateness - lateness) / 256;
    }
}
