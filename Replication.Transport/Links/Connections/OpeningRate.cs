namespace Replication.Transport;

/// <summary>
/// How many connections may begin: so many a second, and after a pause at most a second's worth at once. All it keeps
/// is the instant until which the connections that began have used the rate up.
/// </summary>
/// <param name="opensPerSecond">At least 1.</param>
internal struct OpeningRate(int opensPerSecond)
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    // Rounded down, so that a whole second's worth fits the burst.
    private readonly TimeSpan _interval = TimeSpan.FromTicks(Burst.Ticks / opensPerSecond);
    private TimeSpan _usedUntil = TimeSpan.MinValue;

    /// <summary>Lets one begin, if it may.</summary>
    public bool TryTake(TimeSpan now)
    {
        TimeSpan until = (_usedUntil > now ? _usedUntil : now) + _interval;
        if (until - now > Burst)
            return false;
        _usedUntil = until;
        return true;
    }
}
