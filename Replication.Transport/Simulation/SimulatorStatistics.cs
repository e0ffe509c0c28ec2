namespace Replication.Transport;

/// <summary>
/// What a simulator did so far, in datagrams. Taken in are Offered; of those TooLarge, Lost, QueueFull and Overflowed
/// never come out, and each of Duplicated comes out once more.
/// </summary>
public readonly record struct SimulatorStatistics
{
    /// <summary>Datagrams taken in.</summary>
    public long Offered { get; init; }

    /// <summary>Dropped by <see cref="NetworkConditions.MaxDatagramBytes"/>.</summary>
    public long TooLarge { get; init; }

    /// <summary>
    /// Dropped by <see cref="NetworkConditions.LossRatio"/> or <see cref="NetworkConditions.BurstLossRatio"/>.
    /// </summary>
    public long Lost { get; init; }

    /// <summary>
    /// Dropped because they would have waited for longer than <see cref="NetworkConditions.QueueTime"/>.
    /// </summary>
    public long QueueFull { get; init; }

    /// <summary>Copies made by <see cref="NetworkConditions.DuplicateRatio"/>.</summary>
    public long Duplicated { get; init; }

    /// <summary>Held back by <see cref="NetworkConditions.ReorderRatio"/>.</summary>
    public long Reordered { get; init; }

    /// <summary>Dropped because as many were on the way as the simulator holds.</summary>
    public long Overflowed { get; init; }

    /// <summary>Given out.</summary>
    public long Delivered { get; init; }

    /// <summary>Dropped because it was larger than the receiver's buffer.</summary>
    public long Oversized { get; init; }

    /// <summary>Adds the counts of two simulators.</summary>
    internal static SimulatorStatistics Sum(in SimulatorStatistics left, in SimulatorStatistics right) => new()
    {
        Offered = left.Offered + right.Offered,
        TooLarge = left.TooLarge + right.TooLarge,
        Lost = left.Lost + right.Lost,
        QueueFull = left.QueueFull + right.QueueFull,
        Duplicated = left.Duplicated + right.Duplicated,
        Reordered = left.Reordered + right.Reordered,
        Overflowed = left.Overflowed + right.Overflowed,
        Delivered = left.Delivered + right.Delivered,
        Oversized = left.Oversized + right.Oversized,
    };
}
