namespace Replication.Runtime;

/// <summary>
/// This tick's encoded bits, one for each (row, baseline version) that a connection asked for: the first asking
/// encodes, the rest copy. It is what makes a further client cost a copy and not an encode.
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
    /// <param name="ackedVersion">The version that the connection acknowledged.</param>
    /// <returns>A delta or reshape against that version; a full row when the version has left the window.</returns>
    public Cohort Get(int index, ushort ackedVersion)
    {
        AskedCount++;
        if (TryGetCached(index, ackedVersion, out Cohort cohort)) return cohort;
        ref Row row = ref rows[index];
        return log.TryFind(row, ackedVersion, out VersionLog.Version baseline)
            ? Add(index, Encode(row, ackedVersion, baseline))
            : GetOrAddFull(index);
    }

    /// <summary>A row's bits for whoever holds nothing of it.</summary>
    public Cohort GetFull(int index)
    {
        AskedCount++;
        return GetOrAddFull(index);
    }

    /// <summary>The bits of a cohort, whole bytes.</summary>
    public ReadOnlySpan<byte> Bits(scoped in Cohort cohort) =>
        _arena.AsSpan(cohort.ByteOffset, (cohort.BitCount + 7) >> 3);

    private Cohort GetOrAddFull(int index) => TryGetCached(index, Cohort.NoBaseline, out Cohort cohort)
        ? cohort
        : Add(index, EncodeFull(rows[index], Cohort.NoBaseline));

    private bool TryGetCached(int index, int baseline, out Cohort cohort)
    {
        int next = _tickOfRow[index] == _tick ? _firstOfRow[index] : -1;
        while (next >= 0)
        {
            cohort = _cohorts[next];
            if (cohort.Baseline == baseline) return true;
            next = cohort.Next;
        }

        cohort = default;
        return false;
    }

    private Cohort Encode(in Row row, ushort ackedVersion, in VersionLog.Version baseline)
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
        if (writer.BitCount > layout.FullBits) return EncodeFull(row, ackedVersion);
        RecordKind kind = isDelta ? RecordKind.Delta : RecordKind.Reshape;
        return Close(writer, kind, ackedVersion) with { Until = baseline.Until };
    }

    private Cohort EncodeFull(in Row row, int baseline)
    {
        BitWriter writer = Open(row.Layout!);
        RowCode.WriteFull(ref writer, row.Layout!, rows.Words(row));
        return Close(writer, RecordKind.Full, baseline);
    }

    // No word costs more than a bit and two prefix codes of it, no component more than a mask beside its words.
    private BitWriter Open(RowLayout layout)
    {
        int mostBytes = 64 + (layout.WordCount * 17) + (layout.Columns.Length * 32);
        if (_arenaBytes + mostBytes > _arena.Length)
            Array.Resize(ref _arena, Math.Max(_arenaBytes + mostBytes, _arena.Length * 2));
        return new BitWriter(_arena.AsSpan(_arenaBytes));
    }

    private Cohort Close(in BitWriter writer, RecordKind kind, int baseline)
    {
        var cohort = new Cohort(kind, _arenaBytes, writer.BitCount, baseline);
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
/// <param name="Baseline">The version of whoever may read them; <see cref="NoBaseline"/> for anybody.</param>
internal readonly record struct Cohort(RecordKind Kind, int ByteOffset, int BitCount, int Baseline)
{
    /// <summary>Full bits do not depend on a baseline: a number that no version has.</summary>
    public const int NoBaseline = -1;

    /// <summary>The tick from which the baseline no longer held.</summary>
    public Tick Until { get; init; }

    /// <summary>The row's next cohort; -1 after the last.</summary>
    public int Next { get; init; }
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
