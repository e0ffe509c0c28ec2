namespace Replication.Runtime;

/// <summary>
/// Refers to another replica, in a component or a message: by the id that every peer knows it by, never by an ECS's
/// own.
/// </summary>
/// <typeparam name="T">A component that the replica has, so that the code says what is meant.</typeparam>
/// <param name="Id">The replica; <see cref="ReplicaId.None"/>, the default, refers to nothing.</param>
/// <remarks>
/// A reference is a value and not a lookup: find the entity with the store, as with <c>WorldStore.TryFind</c>. The
/// replica may come later than the reference or be gone before it; <c>ReplicationClient.StateOf</c> tells.
/// </remarks>
public readonly record struct NetRef<T>(ReplicaId Id)
    where T : unmanaged
{
    /// <summary>Whether this refers to nothing.</summary>
    public bool IsNone => Id.IsNone;
}

/// <summary>What a client knows of the replica that a reference names.</summary>
public enum ReferenceState
{
    /// <summary>The reference names none.</summary>
    None,

    /// <summary>The replica has not come yet; it may come later, or never where it is not for this client.</summary>
    Waiting,

    /// <summary>The world shows the replica.</summary>
    Shown,

    /// <summary>The replica was despawned; the reference dangles until it is written again.</summary>
    Gone,
}
