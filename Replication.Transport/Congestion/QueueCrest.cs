namespace Replication.Transport;

/// <summary>
/// Sees that others took a queue back: it rose, did not reach the own target, and goes. Whoever sends on a path meets a
/// somewhat different queue (whose burst comes first in a tick waits less), so one session alone would always be the
/// first to fall, and the only one, since there is no queue afterwards. Who falls with it stays equal to it.
/// </summary>
internal struct QueueCrest
{
    // The shares of the target below which a queue is none, and above which it was one.
    private const double QuietShare = 0.4;
    private const double MinShare = 0.7;

    // So much of its height must be gone, and so many times what jumps about anyway.
    private const double PassedShare = 0.4;
    private const double NoiseShare = 4;

    private bool _isAfterFall;
    private double _height;
    private double _seconds;

    public QueueCrest() => _seconds = double.MinValue;

    /// <summary>The own rate fell: nothing is a crest until that queue is gone.</summary>
    public void NoteFall() => _isAfterFall = true;

    /// <summary>Takes the newest interval's queue.</summary>
    /// <returns>Whether a crest has passed.</returns>
    public bool Passes(in QueueTrend trend, double target)
    {
        if (_isAfterFall && trend.ExcessSeconds >= QuietShare * target)
            return false;
        if (_isAfterFall || trend.ExcessSeconds >= _height || trend.Seconds > _seconds)
        {
            _isAfterFall = false;
            _height = trend.ExcessSeconds;
            _seconds = trend.Seconds;
        }

        // Not by the excess: that also goes when the usual wait rises to it.
        double passed = PassedShare * _height + NoiseShare * trend.NoiseSeconds + trend.JitterSeconds;
        return _height >= MinShare * target && _seconds - trend.Seconds > passed;
    }
}
