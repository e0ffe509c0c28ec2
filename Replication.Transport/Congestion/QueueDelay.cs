namespace Replication.Transport;

/// <summary>
/// How much of a round trip is waiting in a queue of the path: what is over the shortest round trip of the last
/// minute, less what the packet waits behind its own tick's burst. What a byte ahead costs is learned from how much
/// later the later packets of bursts come: a packet train shows the rate of its bottleneck, whoever else sends there.
/// </summary>
internal struct QueueDelay
{
    private const double TrainMemory = 0.98;

    // So much of the square of a burst is believed to cost nothing: where all samples have the same place in their
    // bursts, noise would say anything.
    private const double TrainDoubt = 0.01;
    private const int PlaceBytes = 16;

    private static readonly TimeSpan HalfWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SameTick = TimeSpan.FromMilliseconds(2);

    private double _base;
    private double _baseBefore;
    private TimeSpan _turnAt;
    private TimeSpan _sentAt;
    private int _burstBytes;

    private double _lastBytes;
    private double _lastRoundTrip;
    private double _sumOfSquares;
    private double _sumOfSteps;
    private double _sumOfProducts;

    public QueueDelay(TimeSpan now)
    {
        _base = _baseBefore = double.MaxValue;
        _turnAt = now + HalfWindow;
        _sentAt = now - SameTick;
    }

    /// <summary>What a byte ahead costs, in seconds; zero or more.</summary>
    private readonly double SecondsPerByte =>
        Math.Max(0, _sumOfProducts / (_sumOfSteps + TrainDoubt * _sumOfSquares + 1));

    /// <summary>Notes a packet that goes out now.</summary>
    /// <returns>
    /// Its place in its tick's burst, for <see cref="Measure"/>: what went before it. Its own bytes would count where
    /// a burst is one packet, and there nothing tells what a byte costs.
    /// </returns>
    public ushort NoteSent(TimeSpan now, int bytes)
    {
        int ahead = now - _sentAt < SameTick ? _burstBytes : 0;
        _burstBytes = Math.Min(ahead + bytes, ushort.MaxValue * PlaceBytes);
        _sentAt = now;
        return (ushort)(ahead / PlaceBytes);
    }

    /// <summary>Takes one round trip.</summary>
    /// <param name="roundTrip">Without the peer's ack delay, in seconds.</param>
    /// <param name="place">What <see cref="NoteSent"/> gave for its packet.</param>
    /// <param name="rate">What the session may send, in bytes a second: no more than about the path's limit.</param>
    /// <param name="now">When it was measured.</param>
    /// <returns>
    /// The queue, in seconds. Its zero is a guess, for want of a packet that met nothing at all; how it changes is not.
    /// </returns>
    public double Measure(double roundTrip, ushort place, double rate, TimeSpan now)
    {
        if (now >= _turnAt)
        {
            (_baseBefore, _base) = (_base, double.MaxValue);
            _turnAt = now + HalfWindow;
        }

        double bytes = place * PlaceBytes;
        Learn(bytes, roundTrip);
        _base = Math.Min(_base, roundTrip);
        return roundTrip - bytes * Math.Min(SecondsPerByte, 1 / rate) - Math.Min(_base, _baseBefore);
    }

    // A regression of one packet's step against the one before, which forgets.
    private void Learn(double bytes, double roundTrip)
    {
        double step = bytes - _lastBytes;
        _sumOfSteps = _sumOfSteps * TrainMemory + step * step;
        _sumOfProducts = _sumOfProducts * TrainMemory + step * (roundTrip - _lastRoundTrip);
        _sumOfSquares = _sumOfSquares * TrainMemory + bytes * bytes;
        _lastBytes = bytes;
        _lastRoundTrip = roundTrip;
    }
}
