using System.Runtime.CompilerServices;

namespace Replication.Runtime;

/// <summary>
/// This tick's encoded bits, one for each (row, baseline version) that a connection asked for, or (row, two versions,
/// their ticks) where motion is foretold: the first asking encodes, the rest copy. It is what makes a further client
/// cost a copy and not an encode. Each worker has one for what it encodes itself; everybody finds what anybody encoded.
/// </summary>
/// <param name="layouts">Layouts of rows.</param>
/// <param name="rows">The newest words.</param>
/// <param name="log">The words that baselines name.</param>
/// <param name="all">Where everybody's cohorts are found.</param>
/// <param name="worker">Which worker's cache this is.</param>
internal sealed class CohortCache(
    LayoutTable layouts, RowTable rows, VersionLog log, CohortIndex all, int worker)
{
    private Cohort[] _cohorts = new Cohort[64];
    private int[] _nextOfCohort = new int[64];
    private byte[] _arena = new byte[16 * 1024];
    private WordRoom _held = new();
    private WordRoom _scratch = new();
    private int _arenaBytes;

    /// <summary>How many cohorts were encoded here this tick.</summary>
    public int EncodedCount { get; private set; }

    /// <summary>How many times this worker asked for bits this tick.</summary>
    public int AskedCount { get; private set; }

    /// <summary>Forgets the last tick's bits.</summary>
    public void Begin()
    {
        _arenaBytes = 0;
        EncodedCount = 0;
        AskedCount = 0;
    }

    /// <summary>A cohort that was encoded here.</summary>
    public ref readonly Cohort At(int place) => ref _cohorts[place];

    /// <summary>The reference to the cohort of the same row before one that was encoded here.</summary>
    public int Next(int place) => _nextOfCohort[place];

    /// <summary>Puts a cohort that was encoded here before another of the same row.</summary>
    public void Link(int place, int next) => _nextOfCohort[place] = next;

    /// <summary>Encodes a row's bits for whoever asks later.</summary>
    public void Prepare(int index, bool isHeld, scoped in HeldVersions held, scoped in SnapshotTicks ticks)
    {
        if (isHeld)
            Get(index, held, ticks);
        else
            GetFull(index);
        AskedCount--;
    }

    /// <summary>A row's bits for whoever holds a version of it.</summary>
    /// <param name="index">The row.</param>
    /// <param name="held">What the connection holds of the row.</param>
    /// <param name="ticks">The ticks that its packet names.</param>
    /// <param name="coarseBits">The bits to be left out, where there is any use in it.</param>
    /// <returns>
    /// A delta or reshape against that version; a full row when the version has left the window, or is so old that
    /// deltas do not pay.
    /// </returns>
    public ref readonly Cohort Get(
        int index, scoped in HeldVersions held, scoped in SnapshotTicks ticks, int coarseBits = 0)
    {
        AskedCount++;
        if (coarseBits > 0 || !CanForetell(rows[index].Layout!, held, ticks))
            return ref GetAgainst(index, held, coarseBits);
        CohortKey key = CohortKey.Moving(held, ticks);
        int cached = all.Find(index, key);
        if (cached != CohortIndex.None) return ref all.Of(cached);
        if (TryForetell(index, key, held, ticks, out Cohort foretold)) return ref Add(index, foretold);

        // The first asking for these versions finds out, the rest are told.
        return ref Add(index, GetAgainst(index, held, coarseBits: 0) with { Key = key });
    }

    /// <summary>A row's bits for whoever holds nothing of it.</summary>
    /// <param name="index">The row.</param>
    /// <param name="coarseBits">The bits to be left out, where there is any use in it.</param>
    public ref readonly Cohort GetFull(int index, int coarseBits = 0)
    {
        AskedCount++;
        return ref GetOrAddFull(index, coarseBits);
    }

    /// <summary>The bits of a cohort, and after them whatever others are.</summary>
    public ReadOnlySpan<byte> BitsFrom(int byteOffset) => _arena.AsSpan(byteOffset);

    // A row that came before the earlier tick stood still since: what is foretold of it is where it is.
    private static bool CanForetell(RowLayout layout, in HeldVersions held, in SnapshotTicks ticks) =>
        layout.IsPredicted && ticks.EarlierDistance > 0 && held.Earlier != Cohort.NoBaseline
        && held.At.IsNewerThan(ticks.Earlier);

    private ref readonly Cohort GetAgainst(int index, scoped in HeldVersions held, int coarseBits)
    {
        var key = CohortKey.Of(held, coarseBits);
        int cached = all.Find(index, key);
        if (cached != CohortIndex.None) return ref all.Of(cached);
        ref Row row = ref rows[index];
        var versions = (ushort)(row.Version - held.Version);
        DeltaWorth worth = coarseBits > 0 ? row.Layout!.Coarse(coarseBits).Worth : row.Layout!.Worth;
        if (!worth.Pays(versions, all.Tick.Value + (uint)index)
            || !TryFindHeld(row, held, out VersionLog.Version baseline)) return ref GetOrAddFull(index, coarseBits);
        return ref Add(index, Encode(row, key, baseline, coarseBits));
    }

    // What came with bits left out is what is left of the version; and it is named by its own tick, since the same
    // version may have gone whole after it.
    private bool TryFindHeld(in Row row, scoped in HeldVersions held, out VersionLog.Version baseline)
    {
        if (held.CoarseBits == 0) return log.TryFind(row, held.Version, out baseline);
        baseline = default;
        ReadOnlySpan<uint> words = rows.Words(row);
        RowLayout layout = row.Layout!;
        if (held.Version != row.Version)
        {
            if (!log.TryFind(row, held.Version, out VersionLog.Version found)) return false;
            words = found.Words;
            layout = found.Layout;
        }

        Span<uint> rounded = _held.Of(words.Length);
        layout.Coarse(held.CoarseBits).Round(words, rounded);
        baseline = new VersionLog.Version(
            held.Version, layout, rounded, held.At, held.At.Next, VersionLog.None);
        return true;
    }

    // The reader looks both states up by tick. That gives it the versions that were acknowledged only if neither was
    // superseded before its tick was over.
    private bool TryForetell(
        int index, CohortKey key, in HeldVersions held, in SnapshotTicks ticks, out Cohort cohort)
    {
        cohort = default;
        ref Row row = ref rows[index];
        RowLayout layout = row.Layout!;
        ReadOnlySpan<uint> current = rows.Words(row);
        if (!log.TryFind(row, held.Version, out VersionLog.Version baseline)
            || !log.TryFind(baseline.Previous, (ushort)held.Earlier, out VersionLog.Version earlier)
            || !baseline.Until.IsNewerThan(ticks.Baseline)
            || !earlier.Until.IsNewerThan(ticks.Earlier)
            || !ReferenceEquals(baseline.Layout, layout)
            || !ReferenceEquals(earlier.Layout, layout)
            || baseline.Words.SequenceEqual(current)) return false;
        BitWriter writer = Open(layout);
        RowCode.WriteDelta(
            ref writer, layout, new DeltaBaseline(baseline.Words, earlier.Words, ticks.MotionFactor), current);
        if (writer.BitCount > layout.FullBits) return false;
        cohort = Close(writer, RecordKind.Delta, key) with { Until = baseline.Until, IsForetold = true };
        return true;
    }

    private ref readonly Cohort GetOrAddFull(int index, int coarseBits)
    {
        CohortKey key = CohortKey.Full(coarseBits);
        int cached = all.Find(index, key);
        if (cached != CohortIndex.None) return ref all.Of(cached);
        return ref Add(index, EncodeFull(rows[index], key, coarseBits));
    }

    private Cohort Encode(in Row row, in CohortKey key, in VersionLog.Version baseline, int coarseBits)
    {
        RowLayout layout = row.Layout!;
        ReadOnlySpan<uint> current = rows.Words(row);
        if (coarseBits > 0 && ReferenceEquals(baseline.Layout, layout)
            && TryEncodeCoarse(layout, current, key, baseline, coarseBits, out Cohort cohort)) return cohort;
        bool isDelta = ReferenceEquals(baseline.Layout, layout) && !baseline.Words.SequenceEqual(current);
        BitWriter writer = Open(layout);
        if (isDelta)
            RowCode.WriteDelta(ref writer, layout, baseline.Words, current);
        else
            RowCode.WriteReshape(ref writer, layouts.Schema.Count, baseline.Layout, baseline.Words, layout, current);

        // Differences can outgrow the values; then the values go, which a packet is sure to hold.
        if (writer.BitCount > layout.FullBits) return EncodeFull(row, key, coarseBits);
        RecordKind kind = isDelta ? RecordKind.Delta : RecordKind.Reshape;
        return Close(writer, kind, key) with { Until = baseline.Until };
    }

    // Where no difference is left that a coarse state could tell, the whole one goes.
    private bool TryEncodeCoarse(
        RowLayout layout, ReadOnlySpan<uint> current, in CohortKey key, in VersionLog.Version baseline, int coarseBits,
        out Cohort cohort)
    {
        CoarseLayout coarse = layout.Coarse(coarseBits);
        BitWriter writer = Open(layout);
        cohort = default;
        if (!coarse.TryWriteDelta(ref writer, baseline.Words, current, _scratch.Of(2 * layout.WordCount))) return false;
        if (writer.BitCount > coarse.FullBits)
        {
            writer = Open(layout);
            coarse.WriteFull(ref writer, current, _scratch.Of(layout.WordCount));
            cohort = Close(writer, RecordKind.Full, key) with { CoarseBits = coarseBits };
            return true;
        }

        cohort = Close(writer, RecordKind.Delta, key) with { Until = baseline.Until, CoarseBits = coarseBits };
        return true;
    }

    private Cohort EncodeFull(in Row row, in CohortKey key, int coarseBits)
    {
        RowLayout layout = row.Layout!;
        ReadOnlySpan<uint> words = rows.Words(row);
        if (coarseBits > 0)
        {
            BitWriter coarse = Open(layout);
            layout.Coarse(coarseBits).WriteFull(ref coarse, words, _scratch.Of(layout.WordCount));
            return Close(coarse, RecordKind.Full, key) with { CoarseBits = coarseBits };
        }

        BitWriter writer = Open(layout);
        if (row.Prefab != 0 && layouts.TryGetPrefab(row.Prefab, out PrefabRow? prefab))
        {
            writer.WriteBit(true);
            RowCode.WriteAgainst(ref writer, prefab.Layout, prefab.Words, layout, words);
            if (writer.BitCount <= layout.FullBits) return Close(writer, RecordKind.Full, key);
            writer = Open(layout);
        }

        if (row.Prefab != 0) writer.WriteBit(false);
        RowCode.WriteFull(ref writer, layout, words);
        return Close(writer, RecordKind.Full, key);
    }

    /// <summary>
    /// The most bytes that a row takes in any form: no word costs more than a bit and two prefix codes of it, no
    /// component more than a mask beside its words.
    /// </summary>
    public static int MostBytes(RowLayout layout) => 64 + (layout.WordCount * 17) + (layout.Columns.Length * 32);

    private BitWriter Open(RowLayout layout)
    {
        int mostBytes = MostBytes(layout);
        if (_arenaBytes + mostBytes > _arena.Length)
            Array.Resize(ref _arena, Math.Max(_arenaBytes + mostBytes, _arena.Length * 2));
        return new BitWriter(_arena.AsSpan(_arenaBytes));
    }

    private Cohort Close(in BitWriter writer, RecordKind kind, in CohortKey key)
    {
        var cohort = new Cohort(kind, _arenaBytes, writer.BitCount, key) { Worker = (byte)worker };
        _arenaBytes += writer.ByteCount;
        return cohort;
    }

    private ref readonly Cohort Add(int index, scoped in Cohort cohort)
    {
        int place = EncodedCount;
        if (place == _cohorts.Length)
        {
            // Others may be looking at what is in the old arrays; it stays as it is.
            Array.Resize(ref _cohorts, place * 2);
            Array.Resize(ref _nextOfCohort, place * 2);
        }

        _cohorts[place] = cohort;
        int added = all.Add(index, worker, place);
        ref readonly Cohort found = ref all.Of(added);
        if (Unsafe.AreSame(in found, in _cohorts[place])) EncodedCount++;
        return ref found;
    }
}
