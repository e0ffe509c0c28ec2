namespace Replication.Transport;

/// <summary>
/// What a simulator did so far, in datagrams. Taken in are Offered; of those Lost and Overflowed never come out, and
/// each of Duplicated comes out once more.
/// </summary>
public readonly record struct SimulatorStatistics
{
    /// <summary>Datagrams taken in.</summary>
    public long Offered { get; init; }

    /// <summary>Dropped by <see cref="NetworkConditions.LossRatio"/>.</summary>
    public long Lost { get; init; }

    /// <summary>Copies made by <see cref="NetworkConditions.DuplicateRatio"/>.</summary>
    public long Duplicated { get; init; }

    /// <summary>Held back by <see cref="NetworkConditions.ReorderRatio"/>.</summary>
    public long Reordered { get; init; }

    /// <summary>
    /// Dropped because as many were on the way as the simulator holds, or because it was larger than a UDP datagram.
    /// </summary>
    public long Overflowed { get; init; }

    /// <summary>Given out.</summary>
    public long Delivered { get; init; }

    /// <summary>Dropped because it was larger than the receiver's buffer.</summary>
    public long Oversized { get; init; }
}
