namespace Replication.Runtime;

/// <summary>
/// A store that knows which of its chunks were not written, and promises it. Without this interface every chunk's bytes
/// are compared with those of the tick before, which finds every change; a store that breaks the promise keeps changes
/// from being sent.
/// </summary>
/// <remarks>
/// For stores that count writes themselves, as an archetype ECS with change ticks for each chunk does. A store that
/// hands out references to components does not know and cannot promise. Called from the thread that ticks.
/// </remarks>
public interface IChunkVersions
{
    /// <summary>
    /// A number that changes whenever an entity of the chunk was added, removed, moved, or may have been written, and
    /// whenever another chunk takes its place.
    /// </summary>
    /// <param name="chunk">0 to <see cref="IReplicationStore.ChunkCount"/> - 1.</param>
    /// <returns>
    /// Any number. While it is the one that the last capture was given, nothing in the chunk is looked at.
    /// </returns>
    ulong VersionOf(int chunk);
}
