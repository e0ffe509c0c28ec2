using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// References that came before the replica that they name: remembered until that comes, is known to be gone, or is
/// named no more.
/// </summary>
/// <param name="rows">The rows received.</param>
/// <param name="replicas">What the world holds of them.</param>
internal sealed class LateReferences(RowTable rows, ReceivedReplicas replicas)
{
    private readonly Dictionary<long, Waiting> _waiting = [];
    private readonly List<LateReference> _arrived = [];

    /// <summary>Those whose replica came with the last packets.</summary>
    public ReadOnlySpan<LateReference> Arrived => CollectionsMarshal.AsSpan(_arrived);

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Forgets what arrived before.</summary>
    public void Begin() => _arrived.Clear();

    /// <summary>Looks at the rows that changed, and at what waits.</summary>
    public void Update(ReadOnlySpan<int> touched)
    {
        if (_waiting.Count > 0) TakeArrived();
        foreach (int index in touched)
        {
            if (rows[index].State == RowState.Alive) Note(index);
        }
    }

    private void TakeArrived()
    {
        foreach ((long key, Waiting waiting) in _waiting)
        {
            var holder = new ReplicaId((int)(key >> 32), waiting.Generation);
            ReferenceState state = replicas.StateOf(rows, waiting.Target);
            if (state == ReferenceState.Waiting && replicas[holder.Index].Shown == holder) continue;
            _waiting.Remove(key);
            if (state == ReferenceState.Shown && IsHeldBy(holder, (int)key, waiting.Target))
                _arrived.Add(new LateReference(holder, waiting.Target));
        }
    }

    private bool IsHeldBy(ReplicaId holder, int offset, ReplicaId target)
    {
        if (replicas[holder.Index].Shown != holder) return false;
        ref Row row = ref rows[holder.Index];
        return offset + 1 < row.Layout!.WordCount
            && ReferenceCode.Dequantize(rows.Words(row).Slice(offset, 2)) == target;
    }

    private void Note(int index)
    {
        ref Row row = ref rows[index];
        foreach (int offset in row.Layout!.References)
        {
            ReplicaId target = ReferenceCode.Dequantize(rows.Words(row).Slice(offset, 2));
            long key = ((long)index << 32) | (uint)offset;
            if (replicas.StateOf(rows, target) == ReferenceState.Waiting)
                _waiting[key] = new Waiting(row.Generation, target);
            else if (_waiting.Count > 0)
                _waiting.Remove(key);
        }
    }

    private readonly record struct Waiting(ushort Generation, ReplicaId Target);
}

/// <summary>A reference whose replica came after it.</summary>
/// <param name="Holder">The replica that refers.</param>
/// <param name="Target">The replica that it refers to, which the world shows now.</param>
public readonly record struct LateReference(ReplicaId Holder, ReplicaId Target);
