namespace Replication.Runtime;

// A packet's snapshot, from its first bit:
//
//     32                  tick T that the snapshot is of
//     code 3              T - B, where B is the packet's common baseline tick; 0: there is none
//     [code 0]            where the schema foretells motion and there is a B: B - E, E the tick held before B; 0: none
//     code 0, 0, 0, 5     how many despawns, full rows, reshapes, deltas follow
//     [1]                 with reshapes or deltas: every one of them is against B, and E where there is one
//     1 [3]               some states are coarse: how many bits they are without, 1 to 7
//     records             the despawns, then the full rows, the reshapes, the deltas, each kind by rising index
//
// "code k" is a prefix code of order k. Of each record first the gap to the index before it in its kind, code 0, then:
//
//     despawn   code 4 generation - 1 | 1 only out of view, 0 gone
//     full      code 4 generation - 1 | 1 same components and prefab as the full row before? else 0, the mask, and
//               1 and code 4 prefab - 1, or 0 for none | [coarse] |
//               of a prefab, where not coarse: 1 row against the prefab's, or 0 | row in full
//     reshape   [baseline] | row as reshape
//     delta     [baseline] | [coarse] | row as delta
//
// [coarse] is a bit where the head says that some are: whether this one is. See CoarseLayout.
// [baseline] is there where not every record is against B: 1 means B, and E where there is one. After 0, where there is
// an E, 1 means B alone; else code 2 of B - S follows and means the state as of S alone.
// A row's state as of a tick is the newest that the reader received with a tick not later than it.

/// <summary>What a snapshot says before its records.</summary>
internal record struct SnapshotHead
{
    /// <summary>The bits of the longest head.</summary>
    public const int MaxBits = 32 + (6 * 40) + 1 + 1 + CoarseWidth;

    /// <summary>The most bits of a prefab's key, and of what says that a row is against the prefab's.</summary>
    public const int MaxPrefabBits = 1 + 29 + 1;

    public const int DistanceOrder = 2;
    public const int GapOrder = 0;
    private const int BaselineOrder = 3;
    private const int EarlierOrder = 0;
    private const int DeltaCountOrder = 5;
    private const int GenerationOrder = 4;
    private const int PrefabOrder = 4;
    private const int CoarseWidth = 3;

    public SnapshotTicks Ticks;
    public int DespawnCount;
    public int FullCount;
    public int ReshapeCount;
    public int DeltaCount;

    /// <summary>Whether every delta and reshape is against the common baseline, foretold from the earlier.</summary>
    public bool IsCommon;

    /// <summary>How many bits coarse states are without; zero where there are none.</summary>
    public int CoarseBits;

    public readonly void Write(ref BitWriter writer, SchemaTable schema)
    {
        writer.Write(Ticks.Tick.Value, 32);
        PrefixCode.Write(ref writer, (uint)Ticks.BaselineDistance, BaselineOrder);
        if (NamesEarlier(schema, Ticks.BaselineDistance))
            PrefixCode.Write(ref writer, (uint)Ticks.EarlierDistance, EarlierOrder);
        PrefixCode.Write(ref writer, (uint)DespawnCount, 0);
        PrefixCode.Write(ref writer, (uint)FullCount, 0);
        PrefixCode.Write(ref writer, (uint)ReshapeCount, 0);
        PrefixCode.Write(ref writer, (uint)DeltaCount, DeltaCountOrder);
        if (ReshapeCount + DeltaCount > 0) writer.WriteBit(IsCommon);
        writer.WriteBit(CoarseBits > 0);
        if (CoarseBits > 0) writer.Write((uint)CoarseBits, CoarseWidth);
    }

    public static SnapshotHead Read(ref BitReader reader, SchemaTable schema)
    {
        var tick = new Tick((uint)reader.Read(32));
        int baselineDistance = ReadCount(ref reader, BaselineOrder);
        int earlierDistance = NamesEarlier(schema, baselineDistance) ? ReadCount(ref reader, EarlierOrder) : 0;
        var head = new SnapshotHead { Ticks = new SnapshotTicks(tick, baselineDistance, earlierDistance) };
        head.DespawnCount = ReadCount(ref reader, 0);
        head.FullCount = ReadCount(ref reader, 0);
        head.ReshapeCount = ReadCount(ref reader, 0);
        head.DeltaCount = ReadCount(ref reader, DeltaCountOrder);
        head.IsCommon = head.ReshapeCount + head.DeltaCount > 0 && reader.ReadBit();
        if (reader.ReadBit())
        {
            head.CoarseBits = (int)reader.Read(CoarseWidth);
            reader.Require(head.CoarseBits > 0);
        }

        return head;
    }

    /// <summary>What the ticks take.</summary>
    public static int TickBits(in SnapshotTicks ticks, SchemaTable schema) =>
        32 + PrefixCode.BitCount((uint)ticks.BaselineDistance, BaselineOrder)
        + (NamesEarlier(schema, ticks.BaselineDistance)
            ? PrefixCode.BitCount((uint)ticks.EarlierDistance, EarlierOrder)
            : 0);

    /// <summary>What it takes to say how many bits coarse states are without.</summary>
    public static int CoarseHeadBits(int coarseBits) => coarseBits > 0 ? 1 + CoarseWidth : 1;

    /// <summary>What it takes to say how many records of a kind there are.</summary>
    public static int CountBits(RecordKind kind, int count) =>
        PrefixCode.BitCount((uint)count, kind == RecordKind.Delta ? DeltaCountOrder : 0);

    /// <summary>What it takes to say what kind of replica a full row is of, after one of another kind.</summary>
    public static int KindBits(ReplicaKind kind, ReplicaKind before, int slotCount) =>
        kind == before
            ? 1
            : 2 + slotCount + (kind.Prefab == 0 ? 0 : PrefixCode.BitCount(kind.Prefab - 1u, PrefabOrder));

    public static void WriteKind(ref BitWriter writer, ReplicaKind kind, ref ReplicaKind before, int slotCount)
    {
        writer.WriteBit(kind == before);
        if (kind == before) return;
        RowCode.WriteMask(ref writer, kind.Mask, slotCount);
        writer.WriteBit(kind.Prefab != 0);
        if (kind.Prefab != 0) PrefixCode.Write(ref writer, kind.Prefab - 1u, PrefabOrder);
        before = kind;
    }

    public static void ReadKind(ref BitReader reader, ref ReplicaKind kind, int slotCount)
    {
        if (reader.ReadBit()) return;
        ComponentMask mask = RowCode.ReadMask(ref reader, slotCount);
        long prefab = reader.ReadBit() ? PrefixCode.Read(ref reader, PrefabOrder) + 1L : 0;
        reader.Require(prefab <= ushort.MaxValue);
        kind = new ReplicaKind(mask, (ushort)prefab);
    }

    public static void WriteIndex(ref BitWriter writer, int index, ref int last)
    {
        PrefixCode.Write(ref writer, (uint)(index - last - 1), GapOrder);
        last = index;
    }

    public static int GenerationBits(ushort generation) => PrefixCode.BitCount(generation - 1u, GenerationOrder);

    public static void WriteGeneration(ref BitWriter writer, ushort generation) =>
        PrefixCode.Write(ref writer, generation - 1u, GenerationOrder);

    public static ushort ReadGeneration(ref BitReader reader)
    {
        uint generation = PrefixCode.Read(ref reader, GenerationOrder);
        reader.Require(generation < ushort.MaxValue);
        return (ushort)(generation + 1);
    }

    private static bool NamesEarlier(SchemaTable schema, int baselineDistance) =>
        schema.IsPredicted && baselineDistance > 0;

    // Numbers that no honest writer needs would only overflow sums.
    private static int ReadCount(ref BitReader reader, int order)
    {
        uint count = PrefixCode.Read(ref reader, order);
        reader.Require(count < 1 << 24);
        return reader.Failed ? 0 : (int)count;
    }
}

/// <summary>What a new replica is: its components, and the prefab that it was made from; zero for none.</summary>
internal readonly record struct ReplicaKind(ComponentMask Mask, ushort Prefab);
