using Replication.Runtime;

namespace Replication.Tests.Interest;

/// <summary>A store that keeps what leaves view as it was, and notes what it was told.</summary>
internal sealed class KeepingStore(SchemaTable schema) : IReplicationStore
{
    private readonly WorldStore _inner = new(schema);

    public List<ReplicaId> Left { get; } = [];

    public List<ReplicaId> Despawned { get; } = [];

    public int ChunkCount => _inner.ChunkCount;

    public ReplicationChunk Chunk(int chunk) => _inner.Chunk(chunk);

    public ReadOnlySpan<byte> Column(int chunk, int slot) => _inner.Column(chunk, slot);

    public void Spawn(ReadOnlySpan<ReplicaId> ids, ComponentMask mask)
    {
        foreach (ReplicaId id in ids)
        {
            if (_inner.TryFind(id, out _))
                _inner.Reshape(id, mask);
            else
                _inner.Spawn([id], mask);
        }
    }

    public void Reshape(ReplicaId id, ComponentMask mask) => _inner.Reshape(id, mask);

    public void Leave(ReadOnlySpan<ReplicaId> ids) => Left.AddRange(ids);

    public void Despawn(ReadOnlySpan<ReplicaId> ids)
    {
        Despawned.AddRange(ids);
        _inner.Despawn(ids);
    }

    public Span<byte> Component(ReplicaId id, int slot) => _inner.Component(id, slot);
}
