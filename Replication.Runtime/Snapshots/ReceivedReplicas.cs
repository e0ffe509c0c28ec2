using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// What the receiving side knows of replicas beside their words, and which of them the world has yet to hear of.
/// </summary>
/// <param name="maxReplicas">The most replicas at once.</param>
internal sealed class ReceivedReplicas(int maxReplicas)
{
    private readonly List<int> _touched = [];
    private ReceivedReplica[] _replicas = [];

    /// <summary>Rows that changed since the world was last told.</summary>
    public ReadOnlySpan<int> Touched => CollectionsMarshal.AsSpan(_touched);

    /// <summary>The end of the rows of which anything is known.</summary>
    public int Count => _replicas.Length;

    /// <summary>What is known of a row's replica.</summary>
    public ref ReceivedReplica this[int index]
    {
        get
        {
            if (index >= _replicas.Length)
            {
                int capacity = Math.Min(maxReplicas, Math.Max(64, _replicas.Length * 2));
                Array.Resize(ref _replicas, Math.Max(index + 1, capacity));
            }

            return ref _replicas[index];
        }
    }

    /// <summary>Notes that a row changed.</summary>
    public void Touch(int index)
    {
        ref ReceivedReplica replica = ref this[index];
        if (replica.IsTouched) return;
        replica.IsTouched = true;
        _touched.Add(index);
    }

    /// <summary>Holds what the world holds of another receiving side's replicas, all of them to be looked at.</summary>
    public void TakeOver(ReceivedReplicas other)
    {
        for (int index = 0; index < other._replicas.Length; index++)
        {
            ref ReceivedReplica shown = ref other._replicas[index];
            if (shown.Shown.IsNone) continue;
            ref ReceivedReplica replica = ref this[index];
            replica.Shown = shown.Shown;
            replica.ShownMask = shown.ShownMask;
            Touch(index);
        }
    }

    /// <summary>What is known of the replica that a reference names.</summary>
    public ReferenceState StateOf(RowTable rows, ReplicaId id)
    {
        if (id.IsNone) return ReferenceState.None;
        if (id.Index >= _replicas.Length) return ReferenceState.Waiting;
        ref ReceivedReplica replica = ref _replicas[id.Index];
        if (replica.Shown == id) return ReferenceState.Shown;
        bool isDead = replica.Dead != 0 && (short)(replica.Dead - id.Generation) >= 0;
        bool isReplaced = rows.IsUsed(id.Index) && (short)(rows[id.Index].Generation - id.Generation) > 0;
        return isDead || isReplaced ? ReferenceState.Gone : ReferenceState.Waiting;
    }

    /// <summary>Notes that the world was told of every touched row, but for those that wait for their parent.</summary>
    public void ClearTouched()
    {
        int kept = 0;
        Span<int> touched = CollectionsMarshal.AsSpan(_touched);
        foreach (int index in touched)
        {
            ref ReceivedReplica replica = ref _replicas[index];
            if (replica.IsHeld)
                touched[kept++] = index;
            else
                replica.IsTouched = false;
        }

        CollectionsMarshal.SetCount(_touched, kept);
    }
}

/// <summary>What the receiving side knows of one replica beside its words.</summary>
internal struct ReceivedReplica
{
    /// <summary>The newest generation that was despawned; zero for none.</summary>
    public ushort Dead;

    /// <summary>The newest generation that left view; zero for none.</summary>
    public ushort Left;

    /// <summary>The tick as of which it left view: what is not newer does not bring it back.</summary>
    public Tick LeftAt;

    /// <summary>Whether it waits in the list of touched rows.</summary>
    public bool IsTouched;

    /// <summary>Whether it is not shown because its parent is not.</summary>
    public bool IsHeld;

    /// <summary>Since when.</summary>
    public TimeSpan HeldSince;

    /// <summary>The id under which the world holds it; none while it does not.</summary>
    public ReplicaId Shown;

    /// <summary>The id under which the world may have kept it after it left view.</summary>
    public ReplicaId Kept;

    /// <summary>The components that the world gave it.</summary>
    public ComponentMask ShownMask;
}
