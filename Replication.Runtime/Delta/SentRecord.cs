namespace Replication.Runtime;

/// <summary>What a packet carried of one replica, kept until the packet is known delivered or lost.</summary>
/// <param name="Index">The replica's row.</param>
/// <param name="Generation">Which use of the row.</param>
/// <param name="Version">The version sent; without meaning for what says that it ended.</param>
/// <param name="Ending">
/// <see cref="BaselineFlags.Gone"/> or <see cref="BaselineFlags.Out"/> where the packet said that; else none.
/// </param>
/// <param name="CoarseBits">The bits that were left out of the state.</param>
internal readonly record struct SentRecord(
    int Index, ushort Generation, ushort Version, BaselineFlags Ending, byte CoarseBits = 0);
