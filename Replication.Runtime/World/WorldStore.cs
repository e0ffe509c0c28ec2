using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// The built-in world: entities in chunks by the components they have. Small on purpose; a game with an ECS of its own
/// implements <see cref="IReplicationStore"/> for it instead.
/// </summary>
/// <remarks>For one thread. Allocates when it grows, not when it is read or written.</remarks>
/// <param name="schema">The components that entities may have.</param>
public sealed class WorldStore(SchemaTable schema) : IReplicationStore
{
    private readonly List<WorldChunk> _chunks = [];
    private readonly Dictionary<ComponentMask, int> _chunkOfMask = [];
    private readonly Dictionary<ReplicaId, Entity> _entityOfReplica = [];
    private readonly Stack<int> _free = [];
    private Place[] _places = new Place[16];
    private int _placeCount;

    /// <summary>The components that entities may have.</summary>
    public SchemaTable Schema { get; } = schema;

    /// <summary>
    /// Called for each entity that arrives with a prefab, and its key: a client makes what belongs to it. Its
    /// components are still zero. Null by default.
    /// </summary>
    public Action<Entity, int>? PrefabSpawned { get; set; }

    /// <summary>How many entities there are.</summary>
    public int Count => _placeCount - _free.Count;

    /// <summary>The entities by the components they have. Systems walk these columns.</summary>
    public ReadOnlySpan<WorldChunk> Chunks => CollectionsMarshal.AsSpan(_chunks);

    /// <inheritdoc/>
    public int ChunkCount => _chunks.Count;

    /// <summary>Adds an entity with one component.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="component">Its value.</param>
    /// <returns>The entity.</returns>
    public Entity Create<T>(in T component)
        where T : unmanaged
    {
        Entity entity = Create(default, ReplicaId.None);
        Add(entity, component);
        return entity;
    }

    /// <summary>Removes an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <returns>False when it was gone already.</returns>
    public bool Destroy(Entity entity)
    {
        if (!Exists(entity)) return false;
        ref Place place = ref _places[entity.Index];
        _entityOfReplica.Remove(_chunks[place.Chunk].Ids[place.Row]);
        Leave(place);
        place.Generation++;
        _free.Push(entity.Index);
        return true;
    }

    /// <summary>Whether an entity is in the world.</summary>
    /// <param name="entity">The entity.</param>
    /// <returns>False once it was destroyed.</returns>
    public bool Exists(Entity entity) =>
        (uint)entity.Index < (uint)_placeCount && _places[entity.Index].Generation == entity.Generation;

    /// <summary>Whether an entity has a component.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="entity">The entity.</param>
    /// <returns>True when it exists and has it.</returns>
    public bool Has<T>(Entity entity)
        where T : unmanaged =>
        Exists(entity) && _chunks[_places[entity.Index].Chunk].Mask.Has(Schema.SlotOf<T>());

    /// <summary>An entity's component, to read and write. Valid until the store next changes shape.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="entity">The entity.</param>
    /// <returns>The component in place.</returns>
    /// <exception cref="InvalidOperationException">The entity is gone or does not have it.</exception>
    public ref T Get<T>(Entity entity)
        where T : unmanaged
    {
        if (!Has<T>(entity)) Throw.ComponentMissing(typeof(T), entity);
        ref Place place = ref _places[entity.Index];
        return ref MemoryMarshal.AsRef<T>(_chunks[place.Chunk].Component(Schema.SlotOf<T>(), place.Row));
    }

    /// <summary>Gives an entity a component, or another value of one that it has.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="entity">The entity.</param>
    /// <param name="component">The value.</param>
    /// <exception cref="InvalidOperationException">The entity is gone.</exception>
    public void Add<T>(Entity entity, in T component)
        where T : unmanaged
    {
        if (!Exists(entity)) Throw.EntityGone(entity);
        int chunk = _places[entity.Index].Chunk;
        Move(entity, _chunks[chunk].Mask.With(Schema.SlotOf<T>()));
        Get<T>(entity) = component;
    }

    /// <summary>Takes a component from an entity.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="entity">The entity.</param>
    /// <exception cref="InvalidOperationException">The entity is gone.</exception>
    public void Remove<T>(Entity entity)
        where T : unmanaged
    {
        if (!Exists(entity)) Throw.EntityGone(entity);
        int chunk = _places[entity.Index].Chunk;
        Move(entity, _chunks[chunk].Mask.Without(Schema.SlotOf<T>()));
    }

    /// <summary>The replica that an entity is.</summary>
    /// <param name="entity">The entity.</param>
    /// <returns>Its id; <see cref="ReplicaId.None"/> when it is gone or was not captured yet.</returns>
    public ReplicaId IdOf(Entity entity) =>
        Exists(entity) ? _chunks[_places[entity.Index].Chunk].Ids[_places[entity.Index].Row] : ReplicaId.None;

    /// <summary>The entity of a replica that arrived from elsewhere.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="entity">Takes the entity.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFind(ReplicaId id, out Entity entity) => _entityOfReplica.TryGetValue(id, out entity);

    /// <inheritdoc/>
    public ReplicationChunk Chunk(int chunk) => new(_chunks[chunk].Mask, _chunks[chunk].IdColumn);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Column(int chunk, int slot) => _chunks[chunk].Column(slot);

    /// <inheritdoc/>
    public void Spawn(ReadOnlySpan<ReplicaId> ids, ComponentMask mask)
    {
        foreach (ReplicaId id in ids) _entityOfReplica[id] = Create(mask, id);
    }

    /// <inheritdoc/>
    public void Spawn(ReadOnlySpan<ReplicaId> ids, ComponentMask mask, int prefab)
    {
        Spawn(ids, mask);
        if (prefab == 0 || PrefabSpawned is not { } spawned) return;
        foreach (ReplicaId id in ids) spawned(_entityOfReplica[id], prefab);
    }

    /// <inheritdoc/>
    public void Reshape(ReplicaId id, ComponentMask mask)
    {
        if (TryFind(id, out Entity entity)) Move(entity, mask);
    }

    /// <inheritdoc/>
    public void Despawn(ReadOnlySpan<ReplicaId> ids)
    {
        foreach (ReplicaId id in ids)
        {
            if (TryFind(id, out Entity entity)) Destroy(entity);
        }
    }

    /// <inheritdoc/>
    public Span<byte> Component(ReplicaId id, int slot)
    {
        if (!TryFind(id, out Entity entity)) return [];
        ref Place place = ref _places[entity.Index];
        WorldChunk chunk = _chunks[place.Chunk];
        return chunk.Mask.Has(slot) ? chunk.Component(slot, place.Row) : [];
    }

    private Entity Create(ComponentMask mask, ReplicaId id)
    {
        if (!_free.TryPop(out int index))
        {
            index = _placeCount++;
            if (index == _places.Length) Array.Resize(ref _places, index * 2);
            _places[index].Generation = 1;
        }

        ref Place place = ref _places[index];
        var entity = new Entity(index, place.Generation);
        place.Chunk = ChunkOf(mask);
        place.Row = _chunks[place.Chunk].Add(entity, id);
        return entity;
    }

    // Takes an entity to the chunk of another mask, with the components that both have.
    private void Move(Entity entity, ComponentMask mask)
    {
        Place old = _places[entity.Index];
        WorldChunk source = _chunks[old.Chunk];
        if (source.Mask == mask) return;
        int targetIndex = ChunkOf(mask);
        WorldChunk target = _chunks[targetIndex];
        int row = target.Add(entity, source.Ids[old.Row]);
        for (int slot = 0; slot < Schema.Count; slot++)
        {
            if (source.Mask.Has(slot) && mask.Has(slot))
                source.Component(slot, old.Row).CopyTo(target.Component(slot, row));
        }

        Leave(old);
        _places[entity.Index] = old with { Chunk = targetIndex, Row = row };
    }

    private void Leave(Place place)
    {
        Entity moved = _chunks[place.Chunk].RemoveAt(place.Row);
        _places[moved.Index].Row = place.Row;
    }

    private int ChunkOf(ComponentMask mask)
    {
        if (_chunkOfMask.TryGetValue(mask, out int chunk)) return chunk;
        _chunks.Add(new WorldChunk(Schema, mask));
        return _chunkOfMask[mask] = _chunks.Count - 1;
    }

    private record struct Place(int Chunk, int Row, int Generation);
}
