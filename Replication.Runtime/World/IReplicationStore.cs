namespace Replication.Runtime;

/// <summary>
/// The seam to an ECS: how the engine reads a world and writes one. <see cref="WorldStore"/> implements it; an adapter
/// for another ECS does so in its own way.
/// </summary>
/// <remarks>
/// The sending side is walked chunk by chunk once a tick. Structure is pulled in the same walk: an id of
/// <see cref="ReplicaId.None"/> is a new replica (the engine writes the id it gave into the column), an id that is no
/// longer met was despawned, a changed mask is a reshape. The receiving side is written through the other methods.
/// Calls come from the thread that ticks; no chunk changes during a walk. A store must zero the memory of components
/// that it adds without a value.
/// </remarks>
public interface IReplicationStore
{
    /// <summary>How many chunks the walk visits.</summary>
    int ChunkCount { get; }

    /// <summary>A chunk's ids and which components its entities have.</summary>
    /// <param name="chunk">0 to <see cref="ChunkCount"/> - 1.</param>
    /// <returns>A view of the chunk, valid until the store next changes.</returns>
    ReplicationChunk Chunk(int chunk);

    /// <summary>A chunk's components of one kind, in the order of its ids.</summary>
    /// <param name="chunk">0 to <see cref="ChunkCount"/> - 1.</param>
    /// <param name="slot">The component's slot; the chunk's mask has it.</param>
    /// <returns>The components as bytes.</returns>
    ReadOnlySpan<byte> Column(int chunk, int slot);

    /// <summary>Adds entities for replicas that arrived. Their components are written next.</summary>
    /// <param name="ids">The replicas; none is in the store, but what <see cref="Leave"/> kept.</param>
    /// <param name="mask">
    /// The components that each has; none where a server of another build sends only some that are unknown here.
    /// </param>
    void Spawn(ReadOnlySpan<ReplicaId> ids, ComponentMask mask);

    /// <summary>
    /// The same for replicas that the server made from a prefab, so that a store can make what belongs to it beside
    /// the components. By default the prefab is not looked at.
    /// </summary>
    /// <param name="ids">The replicas.</param>
    /// <param name="mask">The components that each has.</param>
    /// <param name="prefab">The prefab's key; zero for none.</param>
    void Spawn(ReadOnlySpan<ReplicaId> ids, ComponentMask mask, int prefab) => Spawn(ids, mask);

    /// <summary>Gives a replica other components. Those that it keeps stay as they are.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="mask">The components that it has from now on.</param>
    void Reshape(ReplicaId id, ComponentMask mask);

    /// <summary>Removes entities whose replicas are gone.</summary>
    /// <param name="ids">The replicas.</param>
    void Despawn(ReadOnlySpan<ReplicaId> ids);

    /// <summary>
    /// Takes entities out of view whose replicas live on where this client does not see them. A store may keep them, as
    /// frozen or hidden; then it hears of them again in
    /// <see cref="Spawn(ReadOnlySpan{ReplicaId}, ComponentMask, int)"/> when they return, or in
    /// <see cref="Despawn"/> when another replica has their index. By default they are despawned.
    /// </summary>
    /// <param name="ids">The replicas.</param>
    void Leave(ReadOnlySpan<ReplicaId> ids) => Despawn(ids);

    /// <summary>A replica's component, to be written.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="slot">The component's slot.</param>
    /// <returns>The component as bytes; empty when the game removed the entity or the component itself.</returns>
    Span<byte> Component(ReplicaId id, int slot);
}

/// <summary>A chunk of a store: entities that have the same components.</summary>
/// <param name="mask">Which components.</param>
/// <param name="ids">The entities' replica ids.</param>
public readonly ref struct ReplicationChunk(ComponentMask mask, Span<ReplicaId> ids)
{
    /// <summary>Which replicated components each entity has. Entities with none are not replicated.</summary>
    public ComponentMask Mask { get; } = mask;

    /// <summary>The entities' replica ids, which the engine fills in for new ones.</summary>
    public Span<ReplicaId> Ids { get; } = ids;
}
