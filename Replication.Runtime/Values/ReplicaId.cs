namespace Replication.Runtime;

/// <summary>
/// Names a replica on every peer. The index is used again after a despawn, with another generation.
/// </summary>
/// <param name="Index">Which row, from zero.</param>
/// <param name="Generation">Which use of that row, from one; zero only in <see cref="None"/>.</param>
public readonly record struct ReplicaId(int Index, ushort Generation)
{
    /// <summary>Names no replica: what a chunk's id column holds for an entity that is not replicated yet.</summary>
    public static ReplicaId None => default;

    /// <summary>Whether this names no replica.</summary>
    public bool IsNone => Generation == 0;

    // Generations skip zero.
    internal static ushort NextGeneration(ushort generation) =>
        generation == ushort.MaxValue ? (ushort)1 : (ushort)(generation + 1);
}
