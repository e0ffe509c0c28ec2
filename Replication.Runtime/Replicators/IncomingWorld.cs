namespace Replication.Runtime;

/// <summary>What a client holds of a server's world: rows in the server's layout, and how the store is told.</summary>
internal sealed class IncomingWorld
{
    private readonly Apply _apply;

    /// <param name="schema">The components as the server sends them.</param>
    /// <param name="options">Limits.</param>
    public IncomingWorld(SchemaTable schema, ReplicationOptions options)
    {
        var layouts = new LayoutTable(schema, options.MaxRowBits);

        // Longer than the sender's, so that a baseline it may still name is never gone here first.
        var log = new VersionLog(options.HistoryTicks * 2, options.MaxHistoryBytes);
        var replicas = new ReceivedReplicas(options.MaxReplicas);
        Rows = new RowTable(options.MaxReplicas);
        Replicator = new IncomingReplicator(layouts, Rows, log, replicas);
        _apply = new Apply(Rows, replicas);
    }

    /// <summary>The newest state of every replica.</summary>
    public RowTable Rows { get; }

    /// <summary>Takes packets into the rows.</summary>
    public IncomingReplicator Replicator { get; }

    /// <summary>Tells the store what changed.</summary>
    public void Apply(IReplicationStore store) => _apply.Run(store);
}
