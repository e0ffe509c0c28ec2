using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// Writes what changed in rows since it last looked, as snapshots like those of a packet. It is a connection that
/// acknowledges everything at once, so its baseline of a row is the state that it wrote of it before. Each snapshot is
/// of the tick in which its states changed: on a client, that of the packet that brought them.
/// </summary>
/// <param name="schema">The rows' components.</param>
internal sealed class RowRecorder(SchemaTable schema)
{
    // As much as a snapshot may have at worst, so that it is cut before it is written; at least one row goes.
    private const int SnapshotBytes = 64 * 1024;
    private const int HeadBytes = 64;

    private readonly List<ulong> _changed = [];
    private readonly List<int> _despawns = [];
    private readonly List<int> _fulls = [];
    private readonly List<int> _reshapes = [];
    private readonly List<int> _deltas = [];
    private RecordedRow[] _recorded = [];
    private int _coarseBits;
    private byte[] _snapshot = new byte[SnapshotBytes];
    private WordRoom _scratch = new();

    /// <summary>Writes what changed.</summary>
    /// <param name="rows">The newest states.</param>
    /// <param name="log">The states before.</param>
    /// <param name="tick">The newest tick of the rows.</param>
    /// <param name="block">Takes the snapshots.</param>
    /// <param name="isKeyframe">Whether to write everything, in full.</param>
    /// <returns>Whether there was anything.</returns>
    public bool Write(RowTable rows, VersionLog log, Tick tick, BlockWriter block, bool isKeyframe)
    {
        bool isSorted = Collect(rows, tick, isKeyframe);
        if (_despawns.Count > 0) WriteDespawns(tick, block);
        if (isKeyframe) Array.Clear(_recorded);
        Span<ulong> changed = CollectionsMarshal.AsSpan(_changed);
        if (!isSorted) changed.Sort();
        for (int start = 0; start < changed.Length;) start += WriteStates(changed[start..], rows, log, block);
        return changed.Length + _despawns.Count > 0;
    }

    /// <summary>
    /// Writes the generations of rows that hold no living replica, as despawns: who takes the rows up again goes on
    /// counting from there.
    /// </summary>
    public void WriteGenerations(RowTable rows, Tick tick, BlockWriter block)
    {
        if (_recorded.Length < rows.Count) Array.Resize(ref _recorded, rows.Count);
        _despawns.Clear();
        for (int index = 0; index < rows.Count; index++)
        {
            if (rows[index].State == RowState.Alive || rows[index].Generation == 0) continue;
            _recorded[index].Generation = rows[index].Generation;
            _despawns.Add(index);
        }

        if (_despawns.Count > 0) WriteDespawns(tick, block);
    }

    // Rows by the tick of their change, the oldest first. On a server they are nearly always of one tick.
    private bool Collect(RowTable rows, Tick tick, bool isKeyframe)
    {
        if (_recorded.Length < rows.Count) Array.Resize(ref _recorded, Math.Max(rows.Count, _recorded.Length * 2));
        _changed.Clear();
        _despawns.Clear();
        ulong last = 0;
        bool isSorted = true;
        for (int index = 0; index < rows.Count; index++)
        {
            ref Row row = ref rows[index];
            ref RecordedRow recorded = ref _recorded[index];
            bool isAlive = row.State == RowState.Alive;
            if (recorded.Generation != 0 && (!isAlive || recorded.Generation != row.Generation))
                _despawns.Add(index);
            else if (!isKeyframe && recorded.Generation != 0 && recorded.At == row.ChangedAt)
                continue;
            if (!isAlive) continue;
            ulong key = ((ulong)(uint)(int.MaxValue - tick.DistanceFrom(row.ChangedAt)) << 32) | (uint)index;
            isSorted &= key > last;
            last = key;
            _changed.Add(key);
        }

        return isSorted;
    }

    private void WriteDespawns(Tick tick, BlockWriter block)
    {
        // A despawn has no more bits than a gap and a generation.
        EnsureRoom(HeadBytes + (_despawns.Count * 16));
        var writer = new BitWriter(_snapshot);
        new SnapshotHead { Ticks = new SnapshotTicks(tick, null, null), DespawnCount = _despawns.Count }
            .Write(ref writer, schema);
        int last = -1;
        foreach (int index in _despawns)
        {
            SnapshotHead.WriteIndex(ref writer, index, ref last);
            SnapshotHead.WriteGeneration(ref writer, _recorded[index].Generation);
            writer.WriteBit(false);
            _recorded[index] = default;
        }

        block.AddSnapshot(_snapshot.AsSpan(0, writer.ByteCount), tick);
    }

    // One snapshot: rows of one tick, as many as surely fit. Gives how many.
    private int WriteStates(ReadOnlySpan<ulong> changed, RowTable rows, VersionLog log, BlockWriter block)
    {
        _fulls.Clear();
        _reshapes.Clear();
        _deltas.Clear();
        Tick tick = rows[(int)(uint)changed[0]].ChangedAt;
        _coarseBits = 0;
        int bytes = HeadBytes;
        int count = 0;
        for (; count < changed.Length && changed[count] >> 32 == changed[0] >> 32; count++)
        {
            int index = (int)(uint)changed[count];
            int most = 32 + CohortCache.MostBytes(rows[index].Layout!);
            if (count > 0 && bytes + most > SnapshotBytes) break;
            bytes += most;
            _coarseBits = Math.Max(_coarseBits, rows[index].CoarseBits);
            SectionOf(rows, log, index).Add(index);
        }

        EnsureRoom(bytes);
        var writer = new BitWriter(_snapshot);
        new SnapshotHead
        {
            // The state as of the tick before is the one that was written last, however old it is.
            Ticks = new SnapshotTicks(tick, tick.Before(1), null),
            FullCount = _fulls.Count,
            ReshapeCount = _reshapes.Count,
            DeltaCount = _deltas.Count,
            IsCommon = true,
            CoarseBits = _coarseBits,
        }.Write(ref writer, schema);
        WriteFulls(ref writer, rows);
        WriteAgainst(ref writer, rows, log, _reshapes, isDelta: false);
        WriteAgainst(ref writer, rows, log, _deltas, isDelta: true);
        foreach (ulong key in changed[..count]) Note(rows, (int)(uint)key);
        block.AddSnapshot(_snapshot.AsSpan(0, writer.ByteCount), tick);
        return count;
    }

    private List<int> SectionOf(RowTable rows, VersionLog log, int index)
    {
        ref Row row = ref rows[index];
        ref RecordedRow recorded = ref _recorded[index];

        // What came to a client coarse is written so, in full, which says that it is no state of the server's.
        if (recorded.Generation == 0 || row.CoarseBits > 0
            || !TryFindRecorded(row, recorded, log, out VersionLog.Version before)) return _fulls;
        bool isDelta = ReferenceEquals(before.Layout, row.Layout) && !before.Words.SequenceEqual(rows.Words(row));
        return isDelta ? _deltas : _reshapes;
    }

    private static bool TryFindRecorded(
        in Row row, in RecordedRow recorded, VersionLog log, out VersionLog.Version before) =>
        log.TryFindAsOf(row, recorded.At, out before) && before.From == recorded.At;

    private void WriteFulls(ref BitWriter writer, RowTable rows)
    {
        int last = -1;
        ReplicaKind lastKind = default;
        foreach (int index in _fulls)
        {
            ref Row row = ref rows[index];
            SnapshotHead.WriteIndex(ref writer, index, ref last);
            SnapshotHead.WriteGeneration(ref writer, row.Generation);
            var kind = new ReplicaKind(row.Layout!.Mask, row.Prefab);
            SnapshotHead.WriteKind(ref writer, kind, ref lastKind, schema.Count);
            bool isCoarse = _coarseBits > 0 && row.CoarseBits == _coarseBits;
            if (_coarseBits > 0) writer.WriteBit(isCoarse);
            if (isCoarse)
            {
                row.Layout.Coarse(_coarseBits).WriteFull(
                    ref writer, rows.Words(row), _scratch.Of(row.Layout.WordCount));
                continue;
            }

            // Not against the prefab's: a recording can be read without the table.
            if (kind.Prefab != 0) writer.WriteBit(false);
            RowCode.WriteFull(ref writer, row.Layout, rows.Words(row));
        }
    }

    private void WriteAgainst(ref BitWriter writer, RowTable rows, VersionLog log, List<int> section, bool isDelta)
    {
        int last = -1;
        foreach (int index in section)
        {
            ref Row row = ref rows[index];
            TryFindRecorded(row, _recorded[index], log, out VersionLog.Version before);
            SnapshotHead.WriteIndex(ref writer, index, ref last);
            if (isDelta)
            {
                if (_coarseBits > 0) writer.WriteBit(false);
                RowCode.WriteDelta(ref writer, row.Layout!, before.Words, rows.Words(row));
            }
            else
            {
                RowCode.WriteReshape(
                    ref writer, schema.Count, before.Layout, before.Words, row.Layout!, rows.Words(row));
            }
        }
    }

    private void Note(RowTable rows, int index) => _recorded[index] = new RecordedRow
    {
        At = rows[index].ChangedAt,
        Generation = rows[index].Generation,
    };

    private void EnsureRoom(int bytes)
    {
        if (bytes > _snapshot.Length) _snapshot = new byte[bytes];
    }

    // What was last written of a row; of generation zero: nothing.
    private struct RecordedRow
    {
        public Tick At;
        public ushort Generation;
    }
}
