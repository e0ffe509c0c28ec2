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

    /// <summary>Whether it is as if none had ever begun.</summary>
    public readonly bool IsUnused(TimeSpan now) => _usedUntil <= now;

    /// <summary>Whether one may begin.</summary>
    public readonly bool MayTake(TimeSpan now) => UsedUntilAfterOne(now) - now <= Burst;

    /// <summary>One begins.</summary>
    public void Take(TimeSpan now) => _usedUntil = UsedUntilAfterOne(now);

    private readonly TimeSpan UsedUntilAfterOne(TimeSpan now) => (_usedUntil > now ? _usedUntil : now) + _interval;
}
