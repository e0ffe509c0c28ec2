using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>The entities of a <see cref="WorldStore"/> that have the same components, column by column.</summary>
public sealed class WorldChunk
{
    private readonly SchemaTable _schema;
    private readonly byte[][] _columns;
    private Entity[] _entities = new Entity[4];
    private ReplicaId[] _ids = new ReplicaId[4];

    internal WorldChunk(SchemaTable schema, ComponentMask mask)
    {
        _schema = schema;
        Mask = mask;
        _columns = new byte[schema.Count][];
        for (int slot = 0; slot < schema.Count; slot++)
            _columns[slot] = mask.Has(slot) ? new byte[4 * schema.Codecs[slot].ComponentBytes] : [];
    }

    /// <summary>Which components the entities have.</summary>
    public ComponentMask Mask { get; }

    /// <summary>How many entities there are.</summary>
    public int Count { get; private set; }

    /// <summary>The entities.</summary>
    public ReadOnlySpan<Entity> Entities => _entities.AsSpan(0, Count);

    /// <summary>The entities' replica ids; <see cref="ReplicaId.None"/> until the engine gave one.</summary>
    public ReadOnlySpan<ReplicaId> Ids => IdColumn;

    internal Span<ReplicaId> IdColumn => _ids.AsSpan(0, Count);

    /// <summary>
    /// The entities' components of one type, to read and write. Valid until the store next changes shape.
    /// </summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <returns>The column; empty when the entities do not have it.</returns>
    /// <exception cref="ArgumentException">The schema does not have the component.</exception>
    public Span<T> Column<T>()
        where T : unmanaged
    {
        int slot = _schema.SlotOf<T>();
        return Mask.Has(slot) ? MemoryMarshal.Cast<byte, T>(Column(slot)) : [];
    }

    internal Span<byte> Column(int slot) => _columns[slot].AsSpan(0, Count * _schema.Codecs[slot].ComponentBytes);

    internal Span<byte> Component(int slot, int index)
    {
        int bytes = _schema.Codecs[slot].ComponentBytes;
        return _columns[slot].AsSpan(index * bytes, bytes);
    }

    // Appends an entity whose components are zero.
    internal int Add(Entity entity, ReplicaId id)
    {
        if (Count == _entities.Length) Grow();
        int index = Count++;
        _entities[index] = entity;
        _ids[index] = id;
        for (int slot = 0; slot < _columns.Length; slot++)
        {
            if (Mask.Has(slot)) Component(slot, index).Clear();
        }

        return index;
    }

    // Fills the gap with the last entity and says which that was; the caller moves its record.
    internal Entity RemoveAt(int index)
    {
        int last = --Count;
        _entities[index] = _entities[last];
        _ids[index] = _ids[last];
        for (int slot = 0; slot < _columns.Length; slot++)
        {
            if (Mask.Has(slot)) Component(slot, last).CopyTo(Component(slot, index));
        }

        return _entities[index];
    }

    private void Grow()
    {
        int capacity = _entities.Length * 2;
        Array.Resize(ref _entities, capacity);
        Array.Resize(ref _ids, capacity);
        for (int slot = 0; slot < _columns.Length; slot++)
            Array.Resize(ref _columns[slot], _columns[slot].Length * 2);
    }
}
