namespace Replication.Runtime;

// A packet's snapshot, from its first bit:
//
//     32                  tick T that the snapshot is of
//     code 3              T - B, where B is the packet's common baseline tick; 0: there is none
//     code 0, 0, 0, 5     how many despawns, full rows, reshapes, deltas follow
//     [1]                 with reshapes or deltas: every one of them is against B
//     records             the despawns, then the full rows, the reshapes, the deltas, each kind by rising index
//
// "code k" is a prefix code of order k. Of each record first the gap to the index before it in its kind, code 0, then:
//
//     despawn   16 generation
//     full      16 generation | 1 same components as the full row before? else the mask | row in full
//     reshape   [baseline] | row as reshape
//     delta     [baseline] | row as delta
//
// [baseline] is there where not every record is against B: 1 means B; 0, code 2 of B - S means the state as of S.
// A row's state as of a tick is the newest that the reader received with a tick not later than it.

/// <summary>What a snapshot says before its records.</summary>
internal record struct SnapshotHead
{
    /// <summary>The bits of the longest head.</summary>
    public const int MaxBits = 32 + (5 * 40) + 1;

    public const int BaselineOrder = 3;
    public const int DistanceOrder = 2;
    public const int GapOrder = 0;
    public const int GenerationBits = 16;
    private const int DeltaCountOrder = 5;

    public Tick Tick;

    /// <summary>Ticks from the common baseline to <see cref="Tick"/>; zero: there is none.</summary>
    public int BaselineDistance;

    public int DespawnCount;
    public int FullCount;
    public int ReshapeCount;
    public int DeltaCount;

    /// <summary>Whether every delta and reshape is against the common baseline.</summary>
    public bool IsCommon;

    public readonly Tick Baseline => Tick.Before(BaselineDistance);

    public readonly void Write(ref BitWriter writer)
    {
        writer.Write(Tick.Value, 32);
        PrefixCode.Write(ref writer, (uint)BaselineDistance, BaselineOrder);
        PrefixCode.Write(ref writer, (uint)DespawnCount, 0);
        PrefixCode.Write(ref writer, (uint)FullCount, 0);
        PrefixCode.Write(ref writer, (uint)ReshapeCount, 0);
        PrefixCode.Write(ref writer, (uint)DeltaCount, DeltaCountOrder);
        if (ReshapeCount + DeltaCount > 0) writer.WriteBit(IsCommon);
    }

    public static SnapshotHead Read(ref BitReader reader)
    {
        var head = new SnapshotHead
        {
            Tick = new Tick((uint)reader.Read(32)),
            BaselineDistance = ReadCount(ref reader, BaselineOrder),
            DespawnCount = ReadCount(ref reader, 0),
            FullCount = ReadCount(ref reader, 0),
            ReshapeCount = ReadCount(ref reader, 0),
            DeltaCount = ReadCount(ref reader, DeltaCountOrder),
        };
        head.IsCommon = head.ReshapeCount + head.DeltaCount > 0 && reader.ReadBit();
        return head;
    }

    // Numbers that no honest writer needs would only overflow sums.
    private static int ReadCount(ref BitReader reader, int order)
    {
        uint count = PrefixCode.Read(ref reader, order);
        reader.Require(count < 1 << 24);
        return reader.Failed ? 0 : (int)count;
    }
}
