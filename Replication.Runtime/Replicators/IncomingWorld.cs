namespace Replication.Runtime;

/// <summary>What a client holds of a server's world: rows in the server's layout, and how the store is told.</summary>
internal sealed class IncomingWorld
{
    private readonly Apply _apply;

    /// <param name="prefabs">The server's prefabs, and the components as it sends them.</param>
    /// <param name="options">Limits.</param>
    /// <param name="maxRowBits">The widest row, in bits; null for what a packet can carry.</param>
    public IncomingWorld(PrefabTable prefabs, ReplicationOptions options, int? maxRowBits = null)
    {
        var layouts = new LayoutTable(prefabs.Schema, maxRowBits ?? options.MaxRowBits, prefabs);

        // Longer than the sender's, so that a baseline it may still name is never gone here first.
        Log = new VersionLog(options.HistoryTicks * 2, options.MaxHistoryBytes);
        Replicas = new ReceivedReplicas(options.MaxReplicas);
        Prefabs = prefabs;
        Rows = new RowTable(options.MaxReplicas);
        Replicator = new IncomingReplicator(layouts, Rows, Log, Replicas);
        _apply = new Apply(Rows, Replicas, options.ParentWait);
    }

    /// <summary>The components as the server sends them.</summary>
    public SchemaTable Schema => Prefabs.Schema;

    /// <summary>The server's prefabs.</summary>
    public PrefabTable Prefabs { get; }

    /// <summary>The newest state of every replica.</summary>
    public RowTable Rows { get; }

    /// <summary>The states before those.</summary>
    public VersionLog Log { get; }

    /// <summary>What the world holds of them.</summary>
    public ReceivedReplicas Replicas { get; }

    /// <summary>Takes packets into the rows.</summary>
    public IncomingReplicator Replicator { get; }

    /// <summary>References whose replica came with what was applied last.</summary>
    public ReadOnlySpan<LateReference> LateReferences => _apply.References.Arrived;

    /// <summary>Tells the store what changed.</summary>
    /// <param name="store">The store.</param>
    /// <param name="now">The time, from any beginning.</param>
    public void Apply(IReplicationStore store, TimeSpan now) => _apply.Run(store, now);

    /// <summary>
    /// Takes over what the store shows of another world, so that applying this one changes only what differs.
    /// </summary>
    public void TakeOver(IncomingWorld other)
    {
        Rows.EnsureRoom(other.Rows.Count);
        Replicas.TakeOver(other.Replicas);
    }
}
