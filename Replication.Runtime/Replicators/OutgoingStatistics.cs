namespace Replication.Runtime;

/// <summary>What one connection was sent, counted since it began.</summary>
/// <param name="Ticks">Ticks in which it was served.</param>
/// <param name="Packets">Packets with a snapshot in them.</param>
/// <param name="PayloadBytes">Their bytes, without the session's own.</param>
/// <param name="Updates">States of replicas in them.</param>
/// <param name="FullUpdates">Those that were sent in full.</param>
/// <param name="UpdateBits">Bits of the states, without indices, baselines and heads.</param>
/// <param name="FullBits">Bits that the same states would have cost in full.</param>
/// <param name="WorldBits">Bits that the whole world would have cost in full, each tick.</param>
/// <param name="RefusedBaselines">Baselines that the other side said it did not hold.</param>
/// <param name="TooWide">States passed over since they do not fit the packets that the other side takes.</param>
/// <param name="SplitGroups">
/// Times that a group did not fit a packet and went in several, so that a client may have shown a part of it.
/// </param>
/// <param name="CoarseUpdates">
/// States whose motion was sent less precisely, so that more of them go; see
/// <see cref="ReplicationOptions.MaxCoarseBits"/>.
/// </param>
public readonly record struct OutgoingStatistics(
    long Ticks, long Packets, long PayloadBytes, long Updates, long FullUpdates, long UpdateBits, long FullBits,
    long WorldBits, long RefusedBaselines, long TooWide, long SplitGroups, long CoarseUpdates)
{
    /// <summary>What deltas saved against sending every replica in full each tick, 0 to 1.</summary>
    public double SavedRatio => WorldBits == 0 ? 0 : 1 - (PayloadBytes * 8.0 / WorldBits);

    /// <summary>Bits of payload for each state, indices and heads included.</summary>
    public double BitsPerUpdate => Updates == 0 ? 0 : PayloadBytes * 8.0 / Updates;

    /// <summary>What two connections were sent together.</summary>
    /// <param name="other">The other's counts.</param>
    /// <returns>The sums.</returns>
    public OutgoingStatistics Plus(OutgoingStatistics other) => new(
        Ticks + other.Ticks, Packets + other.Packets, PayloadBytes + other.PayloadBytes, Updates + other.Updates,
        FullUpdates + other.FullUpdates, UpdateBits + other.UpdateBits, FullBits + other.FullBits,
        WorldBits + other.WorldBits, RefusedBaselines + other.RefusedBaselines,
        TooWide + other.TooWide, SplitGroups + other.SplitGroups, CoarseUpdates + other.CoarseUpdates);

    /// <summary>What was sent since an earlier count.</summary>
    /// <param name="earlier">The earlier count.</param>
    /// <returns>The differences.</returns>
    public OutgoingStatistics Since(OutgoingStatistics earlier) => new(
        Ticks - earlier.Ticks, Packets - earlier.Packets, PayloadBytes - earlier.PayloadBytes,
        Updates - earlier.Updates, FullUpdates - earlier.FullUpdates, UpdateBits - earlier.UpdateBits,
        FullBits - earlier.FullBits, WorldBits - earlier.WorldBits, RefusedBaselines - earlier.RefusedBaselines,
        TooWide - earlier.TooWide, SplitGroups - earlier.SplitGroups, CoarseUpdates - earlier.CoarseUpdates);
}
