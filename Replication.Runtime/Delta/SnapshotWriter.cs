using System.Diagnostics;

namespace Replication.Runtime;

/// <summary>
/// Puts records into packets: takes them one by one while they fit, then writes the packet. Draws the layout at
/// <see cref="SnapshotHead"/>.
/// </summary>
/// <param name="cache">Where the records' bits are.</param>
/// <param name="rows">The rows that the records are of.</param>
/// <param name="schema">The components.</param>
internal sealed class SnapshotWriter(CohortCache cache, RowTable rows, SchemaTable schema)
{
    /// <summary>Lists of a packet, one for each kind of record.</summary>
    public const int SectionCount = 4;

    private readonly List<Entry>[] _sections = [[], [], [], []];
    private readonly int[] _lastIndex = new int[SectionCount];
    private SnapshotHead _head;
    private int _budgetBits;
    private int _bits;
    private ComponentMask _fullMask;

    /// <summary>How many records the packet has so far.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a packet.</summary>
    /// <param name="ticks">The ticks that it is of and against.</param>
    /// <param name="budgetBits">The bits that the packet may have.</param>
    public void Begin(SnapshotTicks ticks, int budgetBits)
    {
        // Where nothing is foretold no reader has a use for the earlier tick.
        if (!schema.IsPredicted) ticks = new SnapshotTicks(ticks.Tick, ticks.BaselineDistance, 0);
        _head = new SnapshotHead { Ticks = ticks, IsCommon = true };
        _budgetBits = budgetBits;
        _bits = SnapshotHead.MaxBits;
        Count = 0;
        _fullMask = default;
        for (int kind = 0; kind < SectionCount; kind++)
        {
            _sections[kind].Clear();
            _lastIndex[kind] = -1;
        }
    }

    /// <summary>
    /// What a replica's state costs in the packet that was begun, in bits, without its index's gap and without the mask
    /// of a full row whose components are not those of the one before.
    /// </summary>
    /// <param name="index">The replica's row.</param>
    /// <param name="cohort">Its bits.</param>
    /// <param name="held">For a delta or reshape: what the connection holds of the replica.</param>
    public int BitsOf(int index, in Cohort cohort, in HeldVersions held)
    {
        if (cohort.Kind == RecordKind.Full)
            return cohort.BitCount + SnapshotHead.GenerationBits(rows[index].Generation) + 1;
        return cohort.BitCount + AgainstBits(BaselineDistance(cohort, held.At));
    }

    /// <summary>Adds that a replica is gone or out of view, if it fits.</summary>
    /// <param name="index">The replica's row; above the last despawn's of this packet.</param>
    /// <param name="generation">Which use of the row.</param>
    /// <param name="isOutOfView">Whether it is only out of view.</param>
    /// <returns>False when the packet is full.</returns>
    public bool TryAddDespawn(int index, ushort generation, bool isOutOfView) =>
        TryAdd(
            new Entry(index, 0, 0, generation, 0, isOutOfView, default), RecordKind.Despawn,
            SnapshotHead.DespawnBits(generation));

    /// <summary>Adds a replica's state, if it fits.</summary>
    /// <param name="index">The replica's row; above the last record's of its kind in this packet.</param>
    /// <param name="words">The row whose words the connection receives of it; most often the same.</param>
    /// <param name="cohort">Their bits.</param>
    /// <param name="held">For a delta or reshape: what the connection holds of the replica.</param>
    /// <returns>False when the packet is full.</returns>
    public bool TryAdd(int index, int words, in Cohort cohort, in HeldVersions held)
    {
        RowLayout layout = rows[words].Layout!;
        ushort generation = rows[index].Generation;
        int bits = cohort.BitCount;
        int distance = 0;
        bool standsStill = false;
        if (cohort.Kind == RecordKind.Full)
        {
            bits += SnapshotHead.GenerationBits(generation) + 1;
            if (layout.Mask != _fullMask) bits += schema.Count;
        }
        else
        {
            distance = BaselineDistance(cohort, held.At);
            standsStill = distance == 0 && StandsStill(cohort, layout, held.At);
            bits += AgainstBits(distance);
        }

        var entry = new Entry(
            index, cohort.ByteOffset, cohort.BitCount, generation, distance, standsStill, layout.Mask);
        if (!TryAdd(entry, cohort.Kind, bits)) return false;
        if (cohort.Kind == RecordKind.Full) _fullMask = layout.Mask;
        _head.IsCommon &= distance == 0 && !standsStill;
        return true;
    }

    /// <summary>Writes the packet's snapshot.</summary>
    public void Write(ref BitWriter writer)
    {
        _head.DespawnCount = _sections[(int)RecordKind.Despawn].Count;
        _head.FullCount = _sections[(int)RecordKind.Full].Count;
        _head.ReshapeCount = _sections[(int)RecordKind.Reshape].Count;
        _head.DeltaCount = _sections[(int)RecordKind.Delta].Count;
        _head.Write(ref writer, schema);
        WriteDespawns(ref writer);
        WriteFulls(ref writer);
        WriteAgainstBaseline(ref writer, RecordKind.Reshape);
        WriteAgainstBaseline(ref writer, RecordKind.Delta);
        Debug.Assert(!writer.Overflowed, "A record was let in that does not fit.");
    }

    // Zero where the row did not change between the acknowledged tick and the common one: then its state as of the
    // common baseline is the acknowledged one, however long ago that was.
    private int BaselineDistance(in Cohort cohort, Tick ackedAt)
    {
        Tick common = _head.Ticks.Baseline;
        return cohort.Until.IsNewerThan(common) ? 0 : common.DistanceFrom(ackedAt);
    }

    // The most that naming the baseline costs.
    private static int AgainstBits(int distance) =>
        2 + PrefixCode.BitCount((uint)distance, SnapshotHead.DistanceOrder);

    // The reader would foretell a motion that the bits do not count on. It finds none by itself where the row came to
    // it before the earlier tick and did not change since.
    private bool StandsStill(in Cohort cohort, RowLayout layout, Tick ackedAt) =>
        cohort.Kind == RecordKind.Delta && layout.IsPredicted && !cohort.IsForetold
        && _head.Ticks.EarlierDistance > 0 && ackedAt.IsNewerThan(_head.Ticks.Earlier);

    private bool TryAdd(in Entry entry, RecordKind kind, int bits)
    {
        bits += PrefixCode.BitCount((uint)(entry.Index - _lastIndex[(int)kind] - 1), SnapshotHead.GapOrder);
        if (_bits + bits > _budgetBits) return false;
        _bits += bits;
        _lastIndex[(int)kind] = entry.Index;
        _sections[(int)kind].Add(entry);
        Count++;
        return true;
    }

    private void WriteDespawns(ref BitWriter writer)
    {
        int last = -1;
        foreach (Entry entry in _sections[(int)RecordKind.Despawn])
        {
            WriteIndex(ref writer, entry.Index, ref last);
            SnapshotHead.WriteGeneration(ref writer, entry.Generation);
            writer.WriteBit(entry.Flag);
        }
    }

    private void WriteFulls(ref BitWriter writer)
    {
        int last = -1;
        ComponentMask lastMask = default;
        foreach (Entry entry in _sections[(int)RecordKind.Full])
        {
            WriteIndex(ref writer, entry.Index, ref last);
            SnapshotHead.WriteGeneration(ref writer, entry.Generation);
            ComponentMask mask = entry.Mask;
            writer.WriteBit(mask == lastMask);
            if (mask != lastMask) RowCode.WriteMask(ref writer, mask, schema.Count);
            lastMask = mask;
            writer.Copy(cache.BitsFrom(entry.ByteOffset), entry.BitCount);
        }
    }

    private void WriteAgainstBaseline(ref BitWriter writer, RecordKind kind)
    {
        int last = -1;
        foreach (Entry entry in _sections[(int)kind])
        {
            WriteIndex(ref writer, entry.Index, ref last);
            if (!_head.IsCommon) WriteBaseline(ref writer, entry);
            writer.Copy(cache.BitsFrom(entry.ByteOffset), entry.BitCount);
        }
    }

    private void WriteBaseline(ref BitWriter writer, in Entry entry)
    {
        bool isCommon = entry.Distance == 0 && !entry.Flag;
        writer.WriteBit(isCommon);
        if (isCommon) return;
        if (_head.Ticks.EarlierDistance > 0) writer.WriteBit(entry.Flag);
        if (!entry.Flag) PrefixCode.Write(ref writer, (uint)entry.Distance, SnapshotHead.DistanceOrder);
    }

    private static void WriteIndex(ref BitWriter writer, int index, ref int last)
    {
        PrefixCode.Write(ref writer, (uint)(index - last - 1), SnapshotHead.GapOrder);
        last = index;
    }

    // The flag: of a despawn that it is only out of view, of a delta that it stands still.
    private readonly record struct Entry(
        int Index, int ByteOffset, int BitCount, ushort Generation, int Distance, bool Flag,
        ComponentMask Mask);
}
