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
    private ComponentMask _fullMask;

    /// <summary>Whether every record so far is against the packet's common baseline.</summary>
    public bool IsCommon { get; private set; }

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>What the snapshot takes so far.</summary>
    public int Bits => _bits + (IsCommon ? 0 : _baselineBits);

    /// <summary>Starts a packet.</summary>
    /// <param name="ticks">The ticks that it names.</param>
    /// <param name="roomBits">What it may take.</param>
    public void Begin(in SnapshotTicks ticks, int roomBits)
    {
        _roomBits = roomBits;
        _baselineBits = 0;
        _fullMask = default;
        _bits = SnapshotHead.TickBits(ticks, schema);
        for (int kind = 0; kind < KindCount; kind++) _bits += SnapshotHead.CountBits((RecordKind)kind, 0);
        _lastIndex.AsSpan().Fill(-1);
        _counts.AsSpan().Clear();
        IsCommon = true;
        Count = 0;
    }

    /// <summary>Adds a record, if it fits.</summary>
    /// <param name="index">Its row; above the last record's of its kind.</param>
    /// <param name="record">What it takes by itself.</param>
    /// <returns>False when there is no room.</returns>
    public bool TryAdd(int index, in RecordSize record)
    {
        int kind = (int)record.Kind;
        int gap = index - _lastIndex[kind] - 1;
        int bits = _bits + record.Bits + PrefixCode.BitCount((uint)gap, SnapshotHead.GapOrder)
            + SnapshotHead.CountBits(record.Kind, _counts[kind] + 1)
            - SnapshotHead.CountBits(record.Kind, _counts[kind]);
        if (record.Kind == RecordKind.Full)
        {
            bits += record.Mask == _fullMask ? 1 : 1 + schema.Count;
        }
        else if (record.BaselineBits > 0 && _counts[(int)RecordKind.Delta] + _counts[(int)RecordKind.Reshape] == 0)
        {
            bits++;
        }

        int baselineBits = _baselineBits + record.BaselineBits;
        bool isCommon = IsCommon && record.IsCommon;
        if (bits + (isCommon ? 0 : baselineBits) > _roomBits) return false;
        if (record.Kind == RecordKind.Full) _fullMask = record.Mask;
        (_bits, _baselineBits, IsCommon) = (bits, baselineBits, isCommon);
        _lastIndex[kind] = index;
        _counts[kind]++;
        Count++;
        return true;
    }

    /// <summary>How many records of a kind there are.</summary>
    public int CountOf(RecordKind kind) => _counts[(int)kind];
}

/// <summary>What a record takes by itself.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Bits">Its bits, without its index, its baseline and the mask of a full row.</param>
/// <param name="BaselineBits">What naming its baseline takes, where the packet's are not all common.</param>
/// <param name="IsCommon">Whether its baseline is the packet's common one; true where it has none.</param>
/// <param name="Mask">The components of a full row.</param>
internal readonly record struct RecordSize(
    RecordKind Kind, int Bits, int BaselineBits, bool IsCommon, ComponentMask Mask)
{
    /// <summary>Of a replica that is gone or out of view.</summary>
    public static RecordSize OfDespawn(ushort generation) =>
        new(RecordKind.Despawn, SnapshotHead.GenerationBits(generation) + 1, 0, true, default);
}
