namespace Replication.Runtime;

/// <summary>
/// This tick's encoded bits, one for each (row, baseline version) that a connection asked for, or (row, two versions,
/// their ticks) where motion is foretold: the first asking encodes, the rest copy. It is what makes a further client
/// cost a copy and not an encode.
/// </summary>
/// <param name="layouts">Layouts of rows.</param>
/// <param name="rows">The newest words.</param>
/// <param name="log">The words that baselines name.</param>
internal sealed class CohortCache(LayoutTable layouts, RowTable rows, VersionLog log)
{
    private readonly List<Cohort> _cohorts = [];
    private int[] _firstOfRow = [];
    private Tick[] _tickOfRow = [];
    private byte[] _arena = new byte[16 * 1024];
    private int _arenaBytes;
    private Tick _tick;

    /// <summary>How many cohorts were encoded this tick.</summary>
    public int EncodedCount => _cohorts.Count;

    /// <summary>How many times bits were asked for this tick.</summary>
    public int AskedCount { get; private set; }

    /// <summary>Forgets the last tick's bits.</summary>
    public void Begin(Tick tick)
    {
        _tick = tick;
        _cohorts.Clear();
        _arenaBytes = 0;
        AskedCount = 0;
        if (_firstOfRow.Length >= rows.Count) return;
        int capacity = Math.Max(rows.Count, _firstOfRow.Length * 2);
        Array.Resize(ref _firstOfRow, capacity);
        Array.Resize(ref _tickOfRow, capacity);
    }

    /// <summary>A row's bits for whoever holds a version of it.</summary>
    /// <param name="index">The row.</param>
    /// <param name="held">What the connection holds of the row.</param>
    /// <param name="ticks">The ticks that its packet names.</param>
    /// <returns>A delta or reshape against that version; a full row when the version has left the window.</returns>
    public Cohort Get(int index, in HeldVersions held, in SnapshotTicks ticks)
    {
        AskedCount++;
        ref Row row = ref rows[index];
        var key = new CohortKey(held.Version);
        if (!CanForetell(row.Layout!, held, ticks)) return GetAgainst(index, key);
        CohortKey moving = key with
        {
            Earlier = held.Earlier,
            TicksAhead = (byte)ticks.BaselineDistance,
            TicksBetween = (byte)ticks.EarlierDistance,
        };
        if (TryGetCached(index, moving, out Cohort cohort)) return cohort;
        if (TryForetell(index, moving, ticks, out cohort)) return Add(index, cohort);

        // The first asking for these versions finds out, the rest are told.
        return Add(index, GetAgainst(index, key) with { Key = moving });
    }

    /// <summary>A row's bits for whoever holds nothing of it.</summary>
    public Cohort GetFull(int index)
    {
        AskedCount++;
        return GetOrAddFull(index);
    }

    /// <summary>The bits of a cohort, whole bytes.</summary>
    public ReadOnlySpan<byte> Bits(int byteOffset, int bitCount) => _arena.AsSpan(byteOffset, (bitCount + 7) >> 3);

    // A row that came before the earlier tick stood still since: what is foretold of it is where it is.
    private static bool CanForetell(RowLayout layout, in HeldVersions held, in SnapshotTicks ticks) =>
        layout.IsPredicted && ticks.EarlierDistance > 0 && held.Earlier != Cohort.NoBaseline
        && held.At.IsNewerThan(ticks.Earlier);

    private Cohort GetAgainst(int index, CohortKey key)
    {
        if (TryGetCached(index, key, out Cohort cohort)) return cohort;
        return log.TryFind(rows[index], (ushort)key.Baseline, out VersionLog.Version baseline)
            ? Add(index, Encode(rows[index], key, baseline))
            : GetOrAddFull(index);
    }

    // The reader looks both states up by tick. That gives it the versions that were acknowledged only if neither was
    // superseded before its tick was over.
    private bool TryForetell(int index, CohortKey key, in SnapshotTicks ticks, out Cohort cohort)
    {
        cohort = default;
        ref Row row = ref rows[index];
        if (!log.TryFind(row, (ushort)key.Baseline, out VersionLog.Version baseline)
            || !log.TryFind(baseline.Previous, (ushort)key.Earlier, out VersionLog.Version earlier)
            || !baseline.Until.IsNewerThan(ticks.Baseline)
            || !earlier.Until.IsNewerThan(ticks.Earlier)
            || !ReferenceEquals(baseline.Layout, row.Layout)
            || !ReferenceEquals(earlier.Layout, row.Layout)
            || baseline.Words.SequenceEqual(rows.Words(row))) return false;
        var held = new DeltaBaseline(
            baseline.Words, earlier.Words, ticks.BaselineDistance, ticks.EarlierDistance);
        BitWriter writer = Open(row.Layout!);
        RowCode.WriteDelta(ref writer, row.Layout!, in held, rows.Words(row));
        if (writer.BitCount > row.Layout!.FullBits) return false;
        cohort = Close(writer, RecordKind.Delta, key) with { Until = baseline.Until, IsForetold = true };
        return true;
    }

    private Cohort GetOrAddFull(int index) => TryGetCached(index, CohortKey.None, out Cohort cohort)
        ? cohort
        : Add(index, EncodeFull(rows[index], CohortKey.None));

    private bool TryGetCached(int index, in CohortKey key, out Cohort cohort)
    {
        int next = _tickOfRow[index] == _tick ? _firstOfRow[index] : -1;
        while (next >= 0)
        {
            cohort = _cohorts[next];
            if (cohort.Key == key) return true;
            next = cohort.Next;
        }

        cohort = default;
        return false;
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
        BitWriter writer = Open(row.Layout!);
        RowCode.WriteFull(ref writer, row.Layout!, rows.Words(row));
        return Close(writer, RecordKind.Full, key);
    }

    // No word costs more than a bit and two prefix codes of it, no component more than a mask beside its words.
    private BitWriter Open(RowLayout layout)
    {
        int mostBytes = 64 + (layout.WordCount * 17) + (layout.Columns.Length * 32);
        if (_arenaBytes + mostBytes > _arena.Length)
            Array.Resize(ref _arena, Math.Max(_arenaBytes + mostBytes, _arena.Length * 2));
        return new BitWriter(_arena.AsSpan(_arenaBytes));
    }

    private Cohort Close(in BitWriter writer, RecordKind kind, in CohortKey key)
    {
        var cohort = new Cohort(kind, _arenaBytes, writer.BitCount, key);
        _arenaBytes += writer.ByteCount;
        return cohort;
    }

    private Cohort Add(int index, Cohort cohort)
    {
        cohort = cohort with { Next = _tickOfRow[index] == _tick ? _firstOfRow[index] : -1 };
        _tickOfRow[index] = _tick;
        _firstOfRow[index] = _cohorts.Count;
        _cohorts.Add(cohort);
        return cohort;
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

    /// <summary>The row's next cohort; -1 after the last.</summary>
    public int Next { get; init; }
}

/// <summary>What a connection must hold of a row to read a cohort's bits.</summary>
/// <param name="Baseline">The version; <see cref="Cohort.NoBaseline"/> for full bits, which anybody can read.</param>
internal readonly record struct CohortKey(int Baseline)
{
    /// <summary>The key of full bits.</summary>
    public static CohortKey None => new(Cohort.NoBaseline);

    /// <summary>The version before it, where motion is foretold; else <see cref="Cohort.NoBaseline"/>.</summary>
    public int Earlier { get; init; } = Cohort.NoBaseline;

    /// <summary>Where motion is foretold: ticks from the baseline to now.</summary>
    public byte TicksAhead { get; init; }

    /// <summary>Where motion is foretold: ticks from the version before to the baseline.</summary>
    public byte TicksBetween { get; init; }
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
