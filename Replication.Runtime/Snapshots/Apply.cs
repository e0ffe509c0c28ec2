using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>Takes received rows into a world: first who is there, then what they hold.</summary>
/// <param name="rows">The rows received.</param>
/// <param name="replicas">What the world holds of them.</param>
/// <param name="parentWait">How long a child waits for its parent.</param>
internal sealed class Apply(RowTable rows, ReceivedReplicas replicas, TimeSpan parentWait)
{
    // So deep may a family be whose members come at once and children first; a deeper one takes another tick.
    private const int MaxGenerations = 16;

    private readonly List<ReplicaId> _despawns = [];
    private readonly List<ReplicaId> _leaves = [];
    private readonly List<ReplicaId> _spawns = [];
    private TimeSpan _now;

    /// <summary>References whose replica comes later.</summary>
    public LateReferences References { get; } = new(rows, replicas);

    /// <summary>Tells the world of every row that was touched.</summary>
    /// <param name="store">The world.</param>
    /// <param name="now">The time, from any beginning.</param>
    public void Run(IReplicationStore store, TimeSpan now)
    {
        References.Begin();
        if (replicas.Touched.IsEmpty) return;
        _now = now;
        Despawn(store);
        bool isHolding = Spawn(store);
        for (int i = 0; i < MaxGenerations && isHolding; i++) isHolding = Spawn(store);
        Write(store, replicas.Touched);
        References.Update(replicas.Touched);
        replicas.ClearTouched();
    }

    private void Despawn(IReplicationStore store)
    {
        _despawns.Clear();
        _leaves.Clear();
        foreach (int index in replicas.Touched) End(index, ref replicas[index]);
        if (_despawns.Count > 0) store.Despawn(CollectionsMarshal.AsSpan(_despawns));
        if (_leaves.Count > 0) store.Leave(CollectionsMarshal.AsSpan(_leaves));
    }

    private void End(int index, ref ReceivedReplica replica)
    {
        ref Row row = ref rows[index];

        // What the world kept in its absence is gone with it, or when another has its index.
        bool isKeptOver = replica.Dead == replica.Kept.Generation || row.Generation != replica.Kept.Generation;
        if (!replica.Kept.IsNone && isKeptOver)
        {
            _despawns.Add(replica.Kept);
            replica.Kept = ReplicaId.None;
        }

        bool isOver = row.State != RowState.Alive || row.Generation != replica.Shown.Generation;
        if (replica.Shown.IsNone || !isOver) return;
        bool isOutOfView = row.Generation == replica.Shown.Generation && replica.Dead != row.Generation;
        if (isOutOfView) replica.Kept = replica.Shown;
        (isOutOfView ? _leaves : _despawns).Add(replica.Shown);
        replica.Shown = ReplicaId.None;
    }

    // Runs of new replicas of the same kind go to the world in one call. Whose parent is not shown yet is held
    // back; gives whether something was shown now that others may have waited for.
    private bool Spawn(IReplicationStore store)
    {
        (ComponentMask Mask, ushort Prefab) run = default;
        bool isHolding = false, hasShown = false;
        _spawns.Clear();
        foreach (int index in replicas.Touched)
        {
            ref Row row = ref rows[index];
            ref ReceivedReplica replica = ref replicas[index];
            bool isAlive = row.State == RowState.Alive;
            Hold(ref replica, isAlive && replica.Shown.IsNone && IsParentMissing(row));
            if (!isAlive) continue;
            ComponentMask mask = row.Layout!.StoreMask;
            isHolding |= replica.IsHeld;
            if (replica.IsHeld) continue;
            if (replica.Shown.IsNone)
            {
                hasShown = true;
                if (run != (mask, row.Prefab)) FlushSpawns(store, run.Mask, run.Prefab);
                run = (mask, row.Prefab);
                replica.Shown = new ReplicaId(index, row.Generation);
                replica.Kept = ReplicaId.None;
                _spawns.Add(replica.Shown);
            }
            else if (replica.ShownMask != mask)
            {
                store.Reshape(replica.Shown, mask);
            }

            replica.ShownMask = mask;
        }

        FlushSpawns(store, run.Mask, run.Prefab);
        return isHolding && hasShown;
    }

    // For a while: the parent may be none that this client is ever to see.
    private void Hold(ref ReceivedReplica replica, bool isParentMissing)
    {
        if (isParentMissing && !replica.IsHeld) replica.HeldSince = _now;
        replica.IsHeld = isParentMissing && _now - replica.HeldSince < parentWait;
    }

    private bool IsParentMissing(in Row row)
    {
        int offset = row.Layout!.ParentOffset;
        if (offset < 0) return false;
        ReplicaId parent = ReferenceCode.Dequantize(rows.Words(row).Slice(offset, 2));
        return replicas.StateOf(rows, parent) == ReferenceState.Waiting;
    }

    private void FlushSpawns(IReplicationStore store, ComponentMask mask, int prefab)
    {
        if (_spawns.Count == 0) return;
        store.Spawn(CollectionsMarshal.AsSpan(_spawns), mask, prefab);
        _spawns.Clear();
    }

    private void Write(IReplicationStore store, ReadOnlySpan<int> touched)
    {
        foreach (int index in touched)
        {
            ref Row row = ref rows[index];
            if (row.State != RowState.Alive || replicas[index].IsHeld) continue;
            var id = new ReplicaId(index, row.Generation);
            ReadOnlySpan<uint> words = rows.Words(row);
            foreach (RowLayout.Column column in row.Layout!.Columns)
            {
                if (column.StoreSlot < 0) continue;
                Span<byte> component = store.Component(id, column.StoreSlot);
                if (!component.IsEmpty)
                    column.Codec.Dequantize(words.Slice(column.Offset, column.WordCount), component);
            }
        }
    }
}
