using Replication.Runtime;

namespace Replication.Tests.Interest;

/// <summary>A store that counts how often each replica is written and how long it waits between two writes.</summary>
internal sealed class CountingStore(SchemaTable schema) : IReplicationStore
{
    private readonly WorldStore _inner = new(schema);
    private readonly Dictionary<int, (int Writes, int LastTick, int LongestWait)> _seen = [];
    private int _tick;

    public int ChunkCount => _inner.ChunkCount;

    public int Count => _seen.Count;

    /// <summary>Forgets the counts; waits go on from here.</summary>
    public void Restart()
    {
        foreach (int index in _seen.Keys.ToList()) _seen[index] = (0, _tick, 0);
    }

    public void NextTick() => _tick++;

    public int Writes(int index) => _seen[index].Writes;

    /// <summary>The most ticks that a replica waited, up to now.</summary>
    public int LongestWait(int index) => Math.Max(_seen[index].LongestWait, _tick - _seen[index].LastTick);

    public ReplicationChunk Chunk(int chunk) => _inner.Chunk(chunk);

    public ReadOnlySpan<byte> Column(int chunk, int slot) => _inner.Column(chunk, slot);

    public void Spawn(ReadOnlySpan<ReplicaId> ids, ComponentMask mask) => _inner.Spawn(ids, mask);

    public void Reshape(ReplicaId id, ComponentMask mask) => _inner.Reshape(id, mask);

    public void Despawn(ReadOnlySpan<ReplicaId> ids) => _inner.Despawn(ids);

    public Span<byte> Component(ReplicaId id, int slot)
    {
        (int writes, int last, int longest) = _seen.GetValueOrDefault(id.Index, (0, _tick, 0));
        _seen[id.Index] = (writes + 1, _tick, Math.Max(longest, _tick - last));
        return _inner.Component(id, slot);
    }
}
