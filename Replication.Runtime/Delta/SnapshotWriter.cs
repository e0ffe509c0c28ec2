using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// Puts records into packets: takes them one by one while they fit, then writes the packet. Draws the layout at
/// <see cref="SnapshotHead"/>.
/// </summary>
/// <param name="cohorts">Where the records' bits are.</param>
/// <param name="rows">The rows that the records are of.</param>
/// <param name="schema">The components.</param>
internal sealed class SnapshotWriter(CohortIndex cohorts, RowTable rows, SchemaTable schema)
{
    private readonly List<Entry>[] _sections = [[], [], [], []];
    private readonly PacketSize _size = new(schema);
    private readonly PacketSize _markedSize = new(schema);
    private readonly List<(RecordKind Kind, int Index)> _sinceMark = [];
    private SnapshotTicks _ticks;
    private int _coarseBits;

    /// <summary>How many records the packet has so far.</summary>
    public int Count => _size.Count;

    /// <summary>Starts a packet.</summary>
    /// <param name="ticks">The ticks that it is of and against.</param>
    /// <param name="budgetBits">The bits that the packet may have.</param>
    /// <param name="coarseBits">The bits that coarse states in it are without; zero where there are to be none.</param>
    public void Begin(SnapshotTicks ticks, int budgetBits, int coarseBits = 0)
    {
        // Where nothing is foretold no reader has a use for the earlier tick.
        if (!schema.IsPredicted) ticks = new SnapshotTicks(ticks.Tick, ticks.BaselineDistance, 0);
        _ticks = ticks;
        _coarseBits = coarseBits;
        _size.Begin(ticks, budgetBits, coarseBits);
        foreach (List<Entry> section in _sections) section.Clear();
        _sinceMark.Clear();
    }

    /// <summary>What a replica's state takes in a packet that names the ticks of the one that was begun.</summary>
    /// <param name="index">The replica's row.</param>
    /// <param name="words">The row whose words the connection receives of it; most often the same.</param>
    /// <param name="cohort">Their bits.</param>
    /// <param name="held">For a delta or reshape: what the connection holds of the replica.</param>
    public RecordSize SizeOf(int index, int words, in Cohort cohort, in HeldVersions held)
    {
        int coarseBits = _coarseBits > 0 && cohort.Kind != RecordKind.Reshape ? 1 : 0;
        if (cohort.Kind == RecordKind.Full)
        {
            int generationBits = SnapshotHead.GenerationBits(rows[index].Generation);
            return new RecordSize(
                RecordKind.Full, cohort.BitCount + generationBits + coarseBits, 0, true,
                new ReplicaKind(rows[words].Layout!.Mask, rows[index].Prefab));
        }

        int distance = BaselineDistance(cohort);
        bool standsStill = distance == 0 && StandsStill(cohort, rows[words].Layout!, held.At);
        return new RecordSize(
            cohort.Kind, cohort.BitCount + coarseBits, BaselineBits(distance, standsStill),
            distance == 0 && !standsStill, default);
    }

    /// <summary>Begins what goes whole or not at all, which <see cref="Rollback"/> takes back.</summary>
    public void Mark()
    {
        _markedSize.CopyFrom(_size);
        _sinceMark.Clear();
    }

    /// <summary>Takes back what was added since <see cref="Mark"/>.</summary>
    public void Rollback()
    {
        _size.CopyFrom(_markedSize);
        foreach ((RecordKind kind, int index) in _sinceMark) _sections[(int)kind].RemoveAt(PlaceOf(kind, index));
    }

    /// <summary>Adds that a replica is gone or out of view, if it fits.</summary>
    /// <param name="index">The replica's row.</param>
    /// <param name="generation">Which use of the row.</param>
    /// <param name="isOutOfView">Whether it is only out of view.</param>
    /// <returns>False when the packet is full.</returns>
    public bool TryAddDespawn(int index, ushort generation, bool isOutOfView)
    {
        var entry = new Entry(index, 0, 0, generation, 0, 0, isOutOfView, false, default);
        return TryAdd(entry, RecordSize.OfDespawn(generation));
    }

    /// <summary>Adds a replica's state, if it fits.</summary>
    /// <param name="index">The replica's row. Rising ones cost the least to add.</param>
    /// <param name="words">The row whose words the connection receives of it; most often the same.</param>
    /// <param name="cohort">Their bits.</param>
    /// <param name="held">For a delta or reshape: what the connection holds of the replica.</param>
    /// <returns>False when the packet is full.</returns>
    public bool TryAdd(int index, int words, in Cohort cohort, in HeldVersions held)
    {
        RecordSize size = SizeOf(index, words, cohort, held);
        int distance = size.BaselineBits > 0 ? BaselineDistance(cohort) : 0;
        var entry = new Entry(
            index, cohort.ByteOffset, cohort.BitCount, rows[index].Generation, cohort.Worker, distance,
            !size.IsCommon && distance == 0, cohort.CoarseBits > 0, size.Replica);
        return TryAdd(entry, size);
    }

    /// <summary>Writes the packet's snapshot.</summary>
    public void Write(ref BitWriter writer)
    {
        int start = writer.BitCount;
        new SnapshotHead
        {
            Ticks = _ticks,
            DespawnCount = _size.CountOf(RecordKind.Despawn),
            FullCount = _size.CountOf(RecordKind.Full),
            ReshapeCount = _size.CountOf(RecordKind.Reshape),
            DeltaCount = _size.CountOf(RecordKind.Delta),
            IsCommon = _size.IsCommon,
            CoarseBits = _coarseBits,
        }.Write(ref writer, schema);
        WriteDespawns(ref writer);
        WriteFulls(ref writer);
        WriteAgainstBaseline(ref writer, RecordKind.Reshape);
        WriteAgainstBaseline(ref writer, RecordKind.Delta);
        Debug.Assert(writer.BitCount - start == _size.Bits, "A packet takes what was said of it.");
    }

    // By rising index: mostly that is at the end.
    private bool TryAdd(in Entry entry, in RecordSize size)
    {
        List<Entry> section = _sections[(int)size.Kind];
        if (section.Count == 0 || section[^1].Index < entry.Index)
        {
            if (!_size.TryAdd(entry.Index, size)) return false;
            section.Add(entry);
        }
        else
        {
            int place = ~PlaceOf(size.Kind, entry.Index);
            Neighbour before = place > 0 ? section[place - 1].AsNeighbour : Neighbour.None;
            if (!_size.TryInsert(entry.Index, size, before, section[place].AsNeighbour)) return false;
            section.Insert(place, entry);
        }

        _sinceMark.Add((size.Kind, entry.Index));
        return true;
    }

    // The complement of where it would be, where there is none.
    private int PlaceOf(RecordKind kind, int index)
    {
        ReadOnlySpan<Entry> section = CollectionsMarshal.AsSpan(_sections[(int)kind]);
        int from = 0;
        for (int to = section.Length; from < to;)
        {
            int middle = (from + to) / 2;
            if (section[middle].Index == index) return middle;
            if (section[middle].Index < index)
                from = middle + 1;
            else
                to = middle;
        }

        return ~from;
    }

    // Zero where the row did not change between the acknowledged tick and the common one: then its state as of the
    // common baseline is the acknowledged one, however long ago that was. Else the last tick before it changed: the
    // reader has nothing newer of it up to then, whenever it was that it took the acknowledged version.
    private int BaselineDistance(in Cohort cohort)
    {
        Tick common = _ticks.Baseline;
        return cohort.Until.IsNewerThan(common) ? 0 : common.DistanceFrom(cohort.Until) + 1;
    }

    // What WriteBaseline writes.
    private int BaselineBits(int distance, bool standsStill)
    {
        if (distance == 0 && !standsStill) return 1;
        int flags = _ticks.EarlierDistance > 0 ? 2 : 1;
        return standsStill ? flags : flags + PrefixCode.BitCount((uint)distance, SnapshotHead.DistanceOrder);
    }

    // The reader would foretell a motion that the bits do not count on. It finds none by itself where the row came to
    // it before the earlier tick and did not change since.
    private bool StandsStill(in Cohort cohort, RowLayout layout, Tick ackedAt) =>
        cohort.Kind == RecordKind.Delta && layout.IsPredicted && !cohort.IsForetold
        && _ticks.EarlierDistance > 0 && ackedAt.IsNewerThan(_ticks.Earlier);

    private void WriteDespawns(ref BitWriter writer)
    {
        int last = -1;
        foreach (Entry entry in _sections[(int)RecordKind.Despawn])
        {
            SnapshotHead.WriteIndex(ref writer, entry.Index, ref last);
            SnapshotHead.WriteGeneration(ref writer, entry.Generation);
            writer.WriteBit(entry.Flag);
        }
    }

    private void WriteFulls(ref BitWriter writer)
    {
        int last = -1;
        ReplicaKind lastKind = default;
        foreach (Entry entry in _sections[(int)RecordKind.Full])
        {
            SnapshotHead.WriteIndex(ref writer, entry.Index, ref last);
            SnapshotHead.WriteGeneration(ref writer, entry.Generation);
            SnapshotHead.WriteKind(ref writer, entry.Replica, ref lastKind, schema.Count);
            if (_coarseBits > 0) writer.WriteBit(entry.IsCoarse);
            writer.Copy(cohorts.BitsFrom(entry.Worker, entry.ByteOffset), entry.BitCount);
        }
    }

    private void WriteAgainstBaseline(ref BitWriter writer, RecordKind kind)
    {
        int last = -1;
        foreach (Entry entry in _sections[(int)kind])
        {
            SnapshotHead.WriteIndex(ref writer, entry.Index, ref last);
            if (!_size.IsCommon) WriteBaseline(ref writer, entry);
            if (_coarseBits > 0 && kind == RecordKind.Delta) writer.WriteBit(entry.IsCoarse);
            writer.Copy(cohorts.BitsFrom(entry.Worker, entry.ByteOffset), entry.BitCount);
        }
    }

    private void WriteBaseline(ref BitWriter writer, in Entry entry)
    {
        bool isCommon = entry.Distance == 0 && !entry.Flag;
        writer.WriteBit(isCommon);
        if (isCommon) return;
        if (_ticks.EarlierDistance > 0) writer.WriteBit(entry.Flag);
        if (!entry.Flag) PrefixCode.Write(ref writer, (uint)entry.Distance, SnapshotHead.DistanceOrder);
    }

    // The flag: of a despawn that it is only out of view, of a delta that it stands still.
    private readonly record struct Entry(
        int Index, int ByteOffset, int BitCount, ushort Generation, byte Worker, int Distance, bool Flag,
        bool IsCoarse, ReplicaKind Replica)
    {
        public Neighbour AsNeighbour => new(Index, Replica);
    }
}
