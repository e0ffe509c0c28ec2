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
    /// <returns>
    /// A delta or reshape against that version; a full row when the version has left the window, or is so old that
    /// deltas do not pay.
    /// </returns>
    public ref readonly Cohort Get(int index, scoped in HeldVersions held, scoped in SnapshotTicks ticks)
    {
        AskedCount++;
        if (!CanForetell(rows[index].Layout!, held, ticks)) return ref GetAgainst(index, held.Version);
        CohortKey key = CohortKey.Moving(held, ticks);
        int cached = all.Find(index, key);
        if (cached != CohortIndex.None) return ref all.Of(cached);
        if (TryForetell(index, key, held, ticks, out Cohort foretold)) return ref Add(index, foretold);

        // The first asking for these versions finds out, the rest are told.
        return ref Add(index, GetAgainst(index, held.Version) with { Key = key });
    }

    /// <summary>A row's bits for whoever holds nothing of it.</summary>
    public ref readonly Cohort GetFull(int index)
    {
        AskedCount++;
        return ref GetOrAddFull(index);
    }

    /// <summary>The bits of a cohort, and after them whatever others are.</summary>
    public ReadOnlySpan<byte> BitsFrom(int byteOffset) => _arena.AsSpan(byteOffset);

    // A row that came before the earlier tick stood still since: what is foretold of it is where it is.
    private static bool CanForetell(RowLayout layout, in HeldVersions held, in SnapshotTicks ticks) =>
        layout.IsPredicted && ticks.EarlierDistance > 0 && held.Earlier != Cohort.NoBaseline
        && held.At.IsNewerThan(ticks.Earlier);

    private ref readonly Cohort GetAgainst(int index, ushort version)
    {
        var key = CohortKey.Of(version);
        int cached = all.Find(index, key);
        if (cached != CohortIndex.None) return ref all.Of(cached);
        ref Row row = ref rows[index];
        var versions = (ushort)(row.Version - version);
        if (!row.Layout!.Worth.Pays(versions, all.Tick.Value + (uint)index)
            || !log.TryFind(row, version, out VersionLog.Version baseline)) return ref GetOrAddFull(index);
        return ref Add(index, Encode(row, key, baseline));
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

    private ref readonly Cohort GetOrAddFull(int index)
    {
        int cached = all.Find(index, CohortKey.Anyone);
        if (cached != CohortIndex.None) return ref all.Of(cached);
        return ref Add(index, EncodeFull(rows[index], CohortKey.Anyone));
    }

    private Cohort Encode(in Row row, in CohortKey key, in VersionLog.Version baseline)
    {
        RowLayout layout = row.Layout!;
        ReadOnlySpan<uint> current = rows.Words(row);
        bool isDelta = ReferenceEquals(baseline.Layout, layout) && !baseline.Words.SequenceEqual(current);
        BitWriter writer = Open(layout);
        if (isDelta)
            RowCode.WriteDelta(ref writer, layout, baseline.Words, current);
        else
            RowCode.WriteReshape(ref writer, layouts.Schema.Count, baseline.Layout, baseline.Words, layout, current);

        // Differences can outgrow the values; then the values go, which a packet is sure to hold.
        if (writer.BitCount > layout.FullBits) return EncodeFull(row, key);
        RecordKind kind = isDelta ? RecordKind.Delta : RecordKind.Reshape;
        return Close(writer, kind, key) with { Until = baseline.Until };
    }

    private Cohort EncodeFull(in Row row, in CohortKey key)
    {
        RowLayout layout = row.Layout!;
        ReadOnlySpan<uint> words = rows.Words(row);
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

/// <summary>Encoded bits of one row.</summary>
/// <param name="Kind">How they are to be read.</param>
/// <param name="ByteOffset">Where they start in the arena.</param>
/// <param name="BitCount">How many there are.</param>
/// <param name="Key">Who may read them.</param>
internal readonly record struct Cohort(RecordKind Kind, int ByteOffset, int BitCount, CohortKey Key)
{
    /// <summary>A number that no version has.</summary>
    public const int NoBaseline = -1;

    /// <summary>Whether the bits count on the motion that the earlier version foretells.</summary>
    public bool IsForetold { get; init; }

    /// <summary>The tick from which the baseline no longer held.</summary>
    public Tick Until { get; init; }

    /// <summary>In whose arena they are.</summary>
    public byte Worker { get; init; }
}

/// <summary>What a connection must hold of a row to read a cohort's bits, in one number.</summary>
/// <param name="Value">
/// Zero for full bits; else bit 63, and the version. Where motion is foretold also bit 62, from bit 16 on the version
/// before it, from bit 32 on the ticks from the baseline to now, from bit 40 on those from the version before to the
/// baseline.
/// </param>
internal readonly record struct CohortKey(ulong Value)
{
    private const ulong HasBaselineBit = 1UL << 63;
    private const ulong IsMovingBit = 1UL << 62;

    /// <summary>The key of full bits, which anybody can read.</summary>
    public static CohortKey Anyone => default;

    /// <summary>Whether a version must be held.</summary>
    public bool HasBaseline => (Value & HasBaselineBit) != 0;

    /// <summary>Whether bits are against one version, and tell what a delta against it is worth.</summary>
    public bool IsAgainstOne => (Value & (HasBaselineBit | IsMovingBit)) == HasBaselineBit;

    /// <summary>The version that must be held, where one must.</summary>
    public ushort Version => (ushort)Value;

    /// <summary>The key of bits against a version.</summary>
    public static CohortKey Of(ushort version) => new(HasBaselineBit | version);

    /// <summary>The key of bits against the motion of two versions, at most 64 ticks apart and ahead.</summary>
    public static CohortKey Moving(in HeldVersions held, in SnapshotTicks ticks) => new(
        HasBaselineBit | IsMovingBit | held.Version | ((ulong)(ushort)held.Earlier << 16)
        | ((ulong)(byte)ticks.BaselineDistance << 32) | ((ulong)(byte)ticks.EarlierDistance << 40));
}

/// <summary>What a packet says of a replica.</summary>
internal enum RecordKind : byte
{
    /// <summary>It is gone.</summary>
    Despawn,

    /// <summary>All of it, whatever the reader has.</summary>
    Full,

    /// <summary>What differs from a version of other components, or from an equal one.</summary>
    Reshape,

    /// <summary>What differs from a version of the same components.</summary>
    Delta,
}
