using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>A client's world that notes when each replica was last written.</summary>
/// <param name="inner">The world.</param>
/// <param name="options">Which replicas move.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchedStore(WorldStore inner, WorldOptions options, TimeProvider time) : IReplicationStore
{
    private const long Never = long.MinValue;

    private readonly long[] _writtenAt = [.. Enumerable.Repeat(Never, options.Entities)];

    /// <summary>The times between two states of one moving replica, in milliseconds.</summary>
    public Histogram Gaps { get; } = new();

    /// <summary>Whether gaps are noted.</summary>
    public bool IsMeasuring { get; private set; }

    public int ChunkCount => inner.ChunkCount;

    public void Begin()
    {
        Gaps.Clear();
        IsMeasuring = true;
    }

    /// <summary>Stops; who waits still has waited at least as long as until now.</summary>
    public void End()
    {
        if (!IsMeasuring) return;
        IsMeasuring = false;
        long now = time.GetTimestamp();
        for (int index = 0; index < _writtenAt.Length; index++)
        {
            if (_writtenAt[index] != Never && WorldScene.IsMoving(index, options.Moving))
                Gaps.Add(time.GetElapsedTime(_writtenAt[index], now).TotalMilliseconds, 1);
        }
    }

    public ReplicationChunk Chunk(int chunk) => inner.Chunk(chunk);

    public ReadOnlySpan<byte> Column(int chunk, int slot) => inner.Column(chunk, slot);

    public void Spawn(ReadOnlySpan<ReplicaId> ids, ComponentMask mask) => inner.Spawn(ids, mask);

    public void Reshape(ReplicaId id, ComponentMask mask) => inner.Reshape(id, mask);

    public void Despawn(ReadOnlySpan<ReplicaId> ids)
    {
        foreach (ReplicaId id in ids) _writtenAt[id.Index] = Never;
        inner.Despawn(ids);
    }

    public Span<byte> Component(ReplicaId id, int slot)
    {
        long now = time.GetTimestamp();
        ref long writtenAt = ref _writtenAt[id.Index];
        if (IsMeasuring && writtenAt != Never) Gaps.Add(time.GetElapsedTime(writtenAt, now).TotalMilliseconds, 1);
        writtenAt = now;
        return inner.Component(id, slot);
    }
}
