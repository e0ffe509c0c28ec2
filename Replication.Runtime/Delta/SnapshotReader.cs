using System.Diagnostics.CodeAnalysis;

namespace Replication.Runtime;

/// <summary>
/// Reads a packet's snapshot into a stage of its own, so that a packet is taken whole or not at all: nothing of a
/// damaged one reaches the rows. The twin of <see cref="SnapshotWriter"/>; the layout is drawn at
/// <see cref="SnapshotHead"/>.
/// </summary>
/// <param name="layouts">Layouts of rows.</param>
/// <param name="rows">The newest words received.</param>
/// <param name="log">The words received before those.</param>
internal sealed class SnapshotReader(LayoutTable layouts, RowTable rows, VersionLog log)
{
    private readonly List<StagedRecord> _records = [];
    private uint[] _words = new uint[1024];
    private WordRoom _scratch = new();
    private int _wordCount;

    /// <summary>The tick of the snapshot last read.</summary>
    public Tick Tick { get; private set; }

    /// <summary>The records of the snapshot last read.</summary>
    public ReadOnlySpan<StagedRecord> Records => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_records);

    /// <summary>The row whose baseline was not there; -1 when none was missing.</summary>
    public int MissingIndex { get; private set; }

    /// <summary>Reads a snapshot.</summary>
    /// <param name="reader">Where from; any bytes.</param>
    /// <returns>Whether it was whole and sound, and if not, what was wrong.</returns>
    public SnapshotResult Read(ref BitReader reader)
    {
        _records.Clear();
        _wordCount = 0;
        MissingIndex = -1;
        SnapshotHead head = SnapshotHead.Read(ref reader, layouts.Schema);
        Tick = head.Ticks.Tick;
        ReadDespawns(ref reader, head.DespawnCount);
        ReadFulls(ref reader, head);
        ReadAgainstBaseline(ref reader, head, RecordKind.Reshape, head.ReshapeCount);
        ReadAgainstBaseline(ref reader, head, RecordKind.Delta, head.DeltaCount);
        if (MissingIndex >= 0) return SnapshotResult.BaselineMissing;
        return reader.Failed ? SnapshotResult.Malformed : SnapshotResult.Read;
    }

    /// <summary>The words of a record, in the order of its layout.</summary>
    public ReadOnlySpan<uint> Words(scoped in StagedRecord record) =>
        _words.AsSpan(record.WordOffset, record.Layout?.WordCount ?? 0);

    private void ReadDespawns(ref BitReader reader, int count)
    {
        int index = -1;
        for (int i = 0; i < count && TryReadIndex(ref reader, ref index); i++)
        {
            ushort generation = SnapshotHead.ReadGeneration(ref reader);
            bool isOutOfView = reader.ReadBit();
            _records.Add(new StagedRecord(RecordKind.Despawn, index, generation, null, 0, isOutOfView));
        }
    }

    private void ReadFulls(ref BitReader reader, in SnapshotHead head)
    {
        int index = -1;
        ReplicaKind kind = default;
        for (int i = 0; i < head.FullCount && TryReadIndex(ref reader, ref index); i++)
        {
            ushort generation = SnapshotHead.ReadGeneration(ref reader);
            SnapshotHead.ReadKind(ref reader, ref kind, layouts.Schema.Count);
            if (!TryStage(ref reader, kind.Mask, out RowLayout? layout, out int offset)) return;
            Span<uint> words = _words.AsSpan(offset, layout.WordCount);
            int coarseBits = ReadCoarseBits(ref reader, head);
            if (coarseBits > 0)
                layout.Coarse(coarseBits).ReadFull(ref reader, words);
            else
                ReadFull(ref reader, kind.Prefab, layout, words);
            _records.Add(new StagedRecord(
                RecordKind.Full, index, generation, layout, offset, Prefab: kind.Prefab,
                CoarseBits: (byte)coarseBits));
        }
    }

    private void ReadFull(ref BitReader reader, ushort prefab, RowLayout layout, Span<uint> words)
    {
        if (prefab == 0 || !reader.ReadBit())
        {
            RowCode.ReadFull(ref reader, layout, words);
            return;
        }

        reader.Require(layouts.TryGetPrefab(prefab, out PrefabRow? row));
        if (row is not null) RowCode.ReadAgainst(ref reader, row.Layout, row.Words, layout, words);
    }

    private void ReadAgainstBaseline(ref BitReader reader, in SnapshotHead head, RecordKind kind, int count)
    {
        int index = -1;
        for (int i = 0; i < count && TryReadIndex(ref reader, ref index); i++)
        {
            Tick baselineTick = ReadBaselineTick(ref reader, head, out bool isForetold);
            if (reader.Failed) return;
            if (head.Ticks.BaselineDistance == 0
                || !TryFindBaseline(index, baselineTick, out VersionLog.Version baseline)
                || !TryFindEarlier(
                    head.Ticks, isForetold && kind == RecordKind.Delta, baseline,
                    out ReadOnlySpan<uint> earlier))
            {
                MissingIndex = index;
                return;
            }

            ComponentMask mask = kind == RecordKind.Delta
                ? baseline.Layout.Mask
                : RowCode.ReadReshapeMask(ref reader, layouts.Schema.Count, baseline.Layout);
            if (!TryStage(ref reader, mask, out RowLayout? layout, out int offset)) return;
            Span<uint> words = _words.AsSpan(offset, layout.WordCount);
            int coarseBits = kind == RecordKind.Delta ? ReadCoarseBits(ref reader, head) : 0;
            if (coarseBits > 0)
                layout.Coarse(coarseBits).ReadDelta(ref reader, baseline.Words, words, _scratch.Of(layout.WordCount));
            else if (kind == RecordKind.Delta)
                ReadDelta(ref reader, head.Ticks, layout, baseline.Words, earlier, words);
            else
                RowCode.ReadAgainst(ref reader, baseline.Layout, baseline.Words, layout, words);
            _records.Add(new StagedRecord(
                kind, index, rows[index].Generation, layout, offset, CoarseBits: (byte)coarseBits));
        }
    }

    private static Tick ReadBaselineTick(ref BitReader reader, in SnapshotHead head, out bool isForetold)
    {
        isForetold = head.IsCommon || reader.ReadBit();
        if (isForetold || (head.Ticks.EarlierDistance > 0 && reader.ReadBit())) return head.Ticks.Baseline;
        return head.Ticks.Baseline.Before((int)PrefixCode.Read(ref reader, SnapshotHead.DistanceOrder));
    }

    private static int ReadCoarseBits(ref BitReader reader, in SnapshotHead head) =>
        head.CoarseBits > 0 && reader.ReadBit() ? head.CoarseBits : 0;

    private static void ReadDelta(
        ref BitReader reader, SnapshotTicks ticks, RowLayout layout, ReadOnlySpan<uint> baseline,
        ReadOnlySpan<uint> earlier, Span<uint> words)
    {
        var held = new DeltaBaseline(baseline, earlier, ticks.MotionFactor);
        RowCode.ReadDelta(ref reader, layout, in held, words);
    }

    private bool TryReadIndex(ref BitReader reader, ref int index)
    {
        long next = index + 1L + PrefixCode.Read(ref reader, SnapshotHead.GapOrder);
        reader.Require(next < rows.MaxRows);
        if (reader.Failed) return false;
        index = (int)next;
        return true;
    }

    // The newest state received that is not later than the tick.
    private bool TryFindBaseline(int index, Tick tick, out VersionLog.Version baseline)
    {
        baseline = default;
        if (!rows.IsUsed(index)) return false;
        ref Row row = ref rows[index];
        if (row.ChangedAt.IsNewerThan(tick)) return log.TryFindAsOf(row, tick, out baseline);
        baseline = new VersionLog.Version(0, row.Layout!, rows.Words(row), row.ChangedAt, tick, row.History);
        return true;
    }

    // The state as of the earlier tick, or the baseline again where nothing is foretold or its components were others.
    private bool TryFindEarlier(
        SnapshotTicks ticks, bool isForetold, scoped in VersionLog.Version baseline,
        out ReadOnlySpan<uint> earlier)
    {
        earlier = baseline.Words;
        if (!isForetold || ticks.EarlierDistance == 0 || !baseline.Layout.IsPredicted) return true;
        if (!baseline.From.IsNewerThan(ticks.Earlier)) return true;
        if (!log.TryFindAsOf(baseline.Previous, ticks.Earlier, out VersionLog.Version before)) return false;
        if (ReferenceEquals(before.Layout, baseline.Layout)) earlier = before.Words;
        return true;
    }

    private bool TryStage(
        ref BitReader reader, ComponentMask mask, [NotNullWhen(true)] out RowLayout? layout, out int offset)
    {
        offset = _wordCount;
        layout = null;
        if (reader.Failed) return false;
        if (!layouts.TryGet(mask, out layout))
        {
            reader.Fail();
            return false;
        }

        _wordCount += layout.WordCount;
        if (_wordCount > _words.Length) Array.Resize(ref _words, Math.Max(_wordCount, _words.Length * 2));
        return true;
    }
}

/// <summary>
/// One record of a packet, read but not yet taken; a despawn may be only out of view, a full row be of a prefab.
/// </summary>
internal readonly record struct StagedRecord(
    RecordKind Kind, int Index, ushort Generation, RowLayout? Layout, int WordOffset, bool IsOutOfView = false,
    ushort Prefab = 0, byte CoarseBits = 0);

/// <summary>How reading a snapshot ended.</summary>
internal enum SnapshotResult
{
    /// <summary>It was read whole.</summary>
    Read,

    /// <summary>It breaks the format.</summary>
    Malformed,

    /// <summary>It names a baseline that is not held here.</summary>
    BaselineMissing,
}
