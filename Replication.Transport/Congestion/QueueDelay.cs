namespace Replication.Transport;

/// <summary>
/// How much of a round trip is waiting in a queue of the path: what is over the shortest round trip of the last
/// minute, less the time that the packet had to wait behind its own tick's burst. That time is what the burst would
/// take at the session's rate: at the path's limit it is right, and below it nothing waits.
/// </summary>
internal struct QueueDelay
{
    private const double MaxBurstSeconds = 0.25;

    private static readonly TimeSpan HalfWindow = TimeSpan.FromSeconds(30);

    private double _base;
    private double _baseBefore;
    private TimeSpan _turnAt;
    private TimeSpan _pacedTo;

    public QueueDelay(TimeSpan now)
    {
        _base = _baseBefore = double.MaxValue;
        _turnAt = now + HalfWindow;
        _pacedTo = now;
    }

    /// <summary>Notes a packet that goes out now.</summary>
    /// <returns>When its last byte would have gone out at an even pace, from now, in seconds.</returns>
    public double NoteSent(TimeSpan now, int bytes, double rate)
    {
        double waiting = Math.Max(0, (_pacedTo - now).TotalSeconds);
        double seconds = Math.Min(MaxBurstSeconds, waiting + bytes / rate);
        _pacedTo = now + TimeSpan.FromSeconds(seconds);
        return seconds;
    }

    /// <summary>Takes one round trip.</summary>
    /// <param name="roundTrip">Without the peer's ack delay, in seconds.</param>
    /// <param name="burst">What <see cref="NoteSent"/> gave for its packet.</param>
    /// <param name="now">When it was measured.</param>
    /// <returns>The queue, in seconds; zero or more.</returns>
    public double Measure(double roundTrip, double burst, TimeSpan now)
    {
        if (now >= _turnAt)
        {
            (_baseBefore, _base) = (_base, double.MaxValue);
            _turnAt = now + HalfWindow;
        }

        // Not less the burst: a session that sends far below the path's limit would find round trips shorter than there
        // are.
        _base = Math.Min(_base, roundTrip);
        return Math.Max(0, roundTrip - burst - Math.Min(_base, _baseBefore));
    }
}
