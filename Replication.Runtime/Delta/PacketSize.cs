namespace Replication.Runtime;

/// <summary>
/// What a packet's snapshot takes to the bit, as records are added to it by rising index. Who fills a packet and who
/// chooses what goes into it ask the same.
/// </summary>
/// <param name="schema">The components.</param>
internal sealed class PacketSize(SchemaTable schema)
{
    private const int KindCount = 4;

    private readonly int[] _lastIndex = new int[KindCount];
    private readonly int[] _counts = new int[KindCount];
    private int _roomBits;
    private int _bits;
    private int _baselineBits;
    private ReplicaKind _fullKind;

    /// <summary>Whether every record so far is against the packet's common baseline.</summary>
    public bool IsCommon { get; private set; }

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>What the snapshot takes so far.</summary>
    public int Bits => _bits + (IsCommon ? 0 : _baselineBits);

    /// <summary>Starts a packet.</summary>
    /// <param name="ticks">The ticks that it names.</param>
    /// <param name="roomBits">What it may take.</param>
    /// <param name="coarseBits">The bits that coarse states in it are without.</param>
    public void Begin(in SnapshotTicks ticks, int roomBits, int coarseBits)
    {
        _roomBits = roomBits;
        _baselineBits = 0;
        _fullKind = default;
        _bits = SnapshotHead.TickBits(ticks, schema) + SnapshotHead.CoarseHeadBits(coarseBits);
        for (int kind = 0; kind < KindCount; kind++) _bits += SnapshotHead.CountBits((RecordKind)kind, 0);
        _lastIndex.AsSpan().Fill(-1);
        _counts.AsSpan().Clear();
        IsCommon = true;
        Count = 0;
    }

    /// <summary>Becomes the same as another.</summary>
    public void CopyFrom(PacketSize other)
    {
        other._lastIndex.CopyTo(_lastIndex, 0);
        other._counts.CopyTo(_counts, 0);
        (_roomBits, _bits, _baselineBits, _fullKind) =
            (other._roomBits, other._bits, other._baselineBits, other._fullKind);
        (IsCommon, Count) = (other.IsCommon, other.Count);
    }

    /// <summary>Adds a record, if it fits.</summary>
    /// <param name="index">Its row; above the last record's of its kind.</param>
    /// <param name="record">What it takes by itself.</param>
    /// <returns>False when there is no room.</returns>
    public bool TryAdd(int index, in RecordSize record) =>
        TryInsert(index, record, new Neighbour(_lastIndex[(int)record.Kind], _fullKind), Neighbour.None);

    /// <summary>Adds a record between two others of its kind, if it fits.</summary>
    /// <param name="index">Its row.</param>
    /// <param name="record">What it takes by itself.</param>
    /// <param name="before">The record before it.</param>
    /// <param name="after">The record after it; <see cref="Neighbour.None"/> where it is the last.</param>
    /// <returns>False when there is no room.</returns>
    public bool TryInsert(int index, in RecordSize record, in Neighbour before, in Neighbour after)
    {
        int kind = (int)record.Kind;
        int bits = _bits + record.Bits + PlaceBits(record.Kind, before, new Neighbour(index, record.Replica))
            + SnapshotHead.CountBits(record.Kind, _counts[kind] + 1)
            - SnapshotHead.CountBits(record.Kind, _counts[kind]);
        if (after.Index >= 0)
        {
            bits += PlaceBits(record.Kind, new Neighbour(index, record.Replica), after)
                - PlaceBits(record.Kind, before, after);
        }

        if (record.BaselineBits > 0 && _counts[(int)RecordKind.Delta] + _counts[(int)RecordKind.Reshape] == 0) bits++;
        int baselineBits = _baselineBits + record.BaselineBits;
        bool isCommon = IsCommon && record.IsCommon;
        if (bits + (isCommon ? 0 : baselineBits) > _roomBits) return false;
        (_bits, _baselineBits, IsCommon) = (bits, baselineBits, isCommon);
        _counts[kind]++;
        Count++;
        if (after.Index >= 0) return true;
        _lastIndex[kind] = index;
        if (record.Kind == RecordKind.Full) _fullKind = record.Replica;
        return true;
    }

    /// <summary>How many records of a kind there are.</summary>
    public int CountOf(RecordKind kind) => _counts[(int)kind];

    // What a record says of where it stands: its index, and of a full row what it is of, beside the record before it.
    private int PlaceBits(RecordKind kind, in Neighbour before, in Neighbour record)
    {
        int bits = PrefixCode.BitCount((uint)(record.Index - before.Index - 1), SnapshotHead.GapOrder);
        if (kind != RecordKind.Full) return bits;
        return bits + SnapshotHead.KindBits(record.Replica, before.Replica, schema.Count);
    }
}

/// <summary>A record as what stands beside it.</summary>
/// <param name="Index">Its row; -1 for none.</param>
/// <param name="Replica">What a full row is of.</param>
internal readonly record struct Neighbour(int Index, ReplicaKind Replica)
{
    /// <summary>No record.</summary>
    public static Neighbour None => new(-1, default);
}

/// <summary>What a record takes by itself.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Bits">Its bits, without its index, its baseline and what a full row is of.</param>
/// <param name="BaselineBits">What naming its baseline takes, where the packet's are not all common.</param>
/// <param name="IsCommon">Whether its baseline is the packet's common one; true where it has none.</param>
/// <param name="Replica">What a full row is of.</param>
internal readonly record struct RecordSize(
    RecordKind Kind, int Bits, int BaselineBits, bool IsCommon, ReplicaKind Replica)
{
    /// <summary>Of a replica that is gone or out of view.</summary>
    public static RecordSize OfDespawn(ushort generation) =>
        new(RecordKind.Despawn, SnapshotHead.GenerationBits(generation) + 1, 0, true, default);
}
