namespace Replication.Transport;

/// <summary>
/// Gilbert and Elliott's two states: outside of a burst, and within one. Has chance of its own, so that bursts shift
/// nothing else.
/// </summary>
internal struct LossBursts(ulong seed)
{
    private SeededRandom _random = new(seed ^ 0x6275_7273_7473);
    private bool _isWithin;

    /// <summary>Whether the next datagram is lost by a burst; null outside of one.</summary>
    public bool? Next(NetworkConditions conditions)
    {
        _isWithin = _random.NextChance(_isWithin ? 1 - conditions.BurstEndRatio : conditions.BurstStartRatio);
        bool isLost = _random.NextChance(conditions.BurstLossRatio);
        return _isWithin ? isLost : null;
    }
}
