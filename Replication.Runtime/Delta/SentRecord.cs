namespace Replication.Runtime;

/// <summary>What a packet carried of one replica, kept until the packet is known delivered or lost.</summary>
/// <param name="Index">The replica's row.</param>
/// <param name="Generation">Which use of the row.</param>
/// <param name="Version">The version sent; without meaning for a despawn.</param>
/// <param name="IsDespawn">Whether the packet said that it is gone.</param>
internal readonly record struct SentRecord(int Index, ushort Generation, ushort Version, bool IsDespawn);
