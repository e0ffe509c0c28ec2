using Replication.Runtime;

namespace Replication.Tests.Replicators;

/// <summary>The receiving half without a session, with a world that shows what it took.</summary>
internal sealed class SnapshotReceiver
{
    private const int MaxReplicas = 1_000;

    private readonly RowTable _rows = new(MaxReplicas);
    private readonly ReceivedReplicas _replicas = new(MaxReplicas);
    private readonly IncomingReplicator _incoming;
    private readonly Apply _apply;

    public SnapshotReceiver(SchemaTable schema, PrefabTable? prefabs = null)
    {
        Store = new WorldStore(schema);
        _incoming = new IncomingReplicator(
            new LayoutTable(schema, 32_000, prefabs), _rows, new VersionLog(128, 1 << 20), _replicas);
        _apply = new Apply(_rows, _replicas, TimeSpan.Zero);
    }

    public WorldStore Store { get; }

    /// <summary>Everything that was decoded and is still there.</summary>
    public RowTable Rows => _rows;

    public ulong Hash() => _rows.Hash();

    /// <summary>Takes a payload, any bytes.</summary>
    /// <returns>False when it was refused.</returns>
    public bool Receive(ReadOnlySpan<byte> payload)
    {
        var reader = new BitReader(payload);
        reader.Require(!reader.ReadBit());
        if (!PayloadHead.ReadHasSnapshot(ref reader) || !_incoming.Receive(ref reader)) return false;
        _apply.Run(Store, TimeSpan.Zero);
        return true;
    }
}
