namespace Replication.Transport;

/// <summary>
/// What was sent in a short time, and what the acks said of it: the unit in which the rate is judged. Begins and ends
/// with a tick, so that a tick's burst is never cut in two.
/// </summary>
internal struct SendInterval
{
    private const double UsedShare = 0.75;

    /// <summary>The number of its first packet.</summary>
    public long FirstNumber;

    public TimeSpan StartedAt;

    /// <summary>When the first packet of the next one was sent.</summary>
    public TimeSpan EndedAt;

    public int PacketCount;
    public int Bytes;
    public int AckedBytes;

    /// <summary>What could have been sent, in bytes a second.</summary>
    public double AllowedRate;

    public bool HasDelay;

    /// <summary>The shortest queue that a packet of it met, in seconds, and when that was sent.</summary>
    public double QueueSeconds;

    public TimeSpan QueueSeenBy;

    private double _lastQueueSeconds;
    private double _jumpSeconds;
    private int _jumpCount;

    public readonly double Seconds => (EndedAt - StartedAt).TotalSeconds;

    /// <summary>Bytes a second.</summary>
    public readonly double SentRate => Bytes / Seconds;

    /// <summary>Whether so much was sent of what could have been that it says something about that.</summary>
    public readonly bool IsUsed => SentRate >= UsedShare * AllowedRate;

    /// <summary>How far the queue jumped from packet to packet, in seconds, on average.</summary>
    public readonly double JitterSeconds => _jumpCount == 0 ? 0 : _jumpSeconds / _jumpCount;

    public void AddDelay(double queueSeconds, TimeSpan sentAt)
    {
        if (HasDelay)
        {
            _jumpSeconds += Math.Abs(queueSeconds - _lastQueueSeconds);
            _jumpCount++;
        }

        _lastQueueSeconds = queueSeconds;
        if (HasDelay && queueSeconds >= QueueSeconds)
            return;
        HasDelay = true;
        QueueSeconds = queueSeconds;
        QueueSeenBy = sentAt;
    }
}
