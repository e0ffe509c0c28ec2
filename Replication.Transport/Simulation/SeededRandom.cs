namespace Replication.Transport;

/// <summary>
/// SplitMix64: the same numbers for the same seed on every machine and in every version, which System.Random does not
/// promise.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += Mixing.Step;
        return Mixing.Mix(_state);
    }

    /// <summary>At least 0, below 1, in steps of 2^-53.</summary>
    public double NextRatio() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// True in the given share of cases. Draws even for 0 and 1, so that a changed ratio shifts nothing else.
    /// </summary>
    public bool NextChance(double ratio) => NextRatio() < ratio;

    /// <summary>At least zero, below <paramref name="limit"/>.</summary>
    public TimeSpan NextTime(TimeSpan limit) => TimeSpan.FromTicks((long)(NextRatio() * limit.Ticks));
}
