namespace Replication.Runtime;

/// <summary>Takes a world into rows, once a tick for everybody: new, changed and vanished replicas come out.</summary>
/// <param name="layouts">Layouts of rows.</param>
/// <param name="rows">Takes the newest words.</param>
/// <param name="log">Takes the words that they supersede.</param>
internal sealed class Capture(LayoutTable layouts, RowTable rows, VersionLog log)
{
    // Rows quantised at a time: what stays in the first-level cache between quantising and comparing.
    private const int BlockRows = 64;

    private uint[] _block = [];

    /// <summary>What the last run met.</summary>
    public CaptureCounts Counts { get; private set; }

    /// <summary>The rows whose state the last run changed or made.</summary>
    public RowBits Changed { get; } = new();

    /// <summary>Walks the world.</summary>
    /// <param name="store">The world.</param>
    /// <param name="tick">The tick that is captured.</param>
    public void Run(IReplicationStore store, Tick tick)
    {
        Counts = default;
        Changed.Clear();
        log.Trim(tick);
        for (int chunk = 0; chunk < store.ChunkCount; chunk++) CaptureChunk(store, chunk, tick);
        BuryUnseen(tick);
    }

    private void CaptureChunk(IReplicationStore store, int chunkIndex, Tick tick)
    {
        ReplicationChunk chunk = store.Chunk(chunkIndex);
        if (chunk.Ids.IsEmpty || chunk.Mask.Count == 0) return;
        RowLayout layout = layouts.Get(chunk.Mask);
        int stride = layout.WordCount;
        if (_block.Length < stride * BlockRows) _block = new uint[stride * BlockRows];
        for (int start = 0; start < chunk.Ids.Length; start += BlockRows)
        {
            int count = Math.Min(BlockRows, chunk.Ids.Length - start);
            if (Sleeps(chunk.Ids.Slice(start, count), tick)) continue;
            Quantize(store, chunkIndex, layout, start, count);
            for (int i = 0; i < count; i++)
                CaptureRow(ref chunk.Ids[start + i], layout, _block.AsSpan(i * stride, stride), tick);
        }
    }

    // A block of replicas that all sleep is not looked at.
    private bool Sleeps(ReadOnlySpan<ReplicaId> ids, Tick tick)
    {
        foreach (ReplicaId id in ids)
        {
            if (!IsKnown(id) || rows[id.Index].IntervalTicks != Row.Asleep) return false;
            rows[id.Index].SeenAt = tick;
        }

        return true;
    }

    private void Quantize(IReplicationStore store, int chunk, RowLayout layout, int start, int count)
    {
        int clamped = 0;
        foreach (RowLayout.Column column in layout.Columns)
        {
            int bytes = column.Codec.ComponentBytes;
            ReadOnlySpan<byte> components = store.Column(chunk, column.Slot).Slice(start * bytes, count * bytes);
            clamped += column.Codec.QuantizeColumn(components, _block, column.Offset, layout.WordCount);
        }

        Counts = Counts with { ClampedNumbers = Counts.ClampedNumbers + clamped };
    }

    private void CaptureRow(ref ReplicaId id, RowLayout layout, ReadOnlySpan<uint> words, Tick tick)
    {
        if (!IsKnown(id))
        {
            int index = rows.Add(layout);
            ref Row added = ref rows[index];
            id = new ReplicaId(index, added.Generation);
            Counts = Counts with { Spawned = Counts.Spawned + 1 };
            Changed.Grow(rows.Count);
            Renew(index, words, tick);
            return;
        }

        ref Row row = ref rows[id.Index];
        row.SeenAt = tick;
        if (!row.IsDue(tick, id.Index)) return;
        if (ReferenceEquals(row.Layout, layout))
        {
            if (words.SequenceEqual(rows.Words(row))) return;
            log.Push(ref row, rows.Words(row), tick);
        }
        else
        {
            log.Push(ref row, rows.Words(row), tick);
            rows.Reshape(id.Index, layout);
        }

        row.Version++;
        Counts = Counts with { Changed = Counts.Changed + 1 };
        Renew(id.Index, words, tick);
    }

    // An id that the game made up, or kept past a despawn, names no replica: its entity becomes a new one.
    private bool IsKnown(ReplicaId id) =>
        !id.IsNone && (uint)id.Index < (uint)rows.Count
        && rows[id.Index].Generation == id.Generation && rows[id.Index].State == RowState.Alive;

    private void Renew(int index, ReadOnlySpan<uint> words, Tick tick)
    {
        ref Row row = ref rows[index];
        words.CopyTo(rows.Words(row));
        row.ChangedAt = tick;
        row.SeenAt = tick;
        Changed.Set(index);
    }

    private void BuryUnseen(Tick tick)
    {
        for (int index = 0; index < rows.Count; index++)
        {
            ref Row row = ref rows[index];
            if (row.State != RowState.Alive || row.SeenAt == tick) continue;
            Counts = Counts with { Despawned = Counts.Despawned + 1 };
            rows.Bury(index);
            if (row.KnownBy == 0) rows.Free(index);
        }
    }
}

/// <summary>What one capture met.</summary>
/// <param name="Spawned">Replicas that are new.</param>
/// <param name="Changed">Replicas whose quantised state or components changed.</param>
/// <param name="Despawned">Replicas that are gone.</param>
/// <param name="ClampedNumbers">Numbers outside their declared range, over all replicas.</param>
public readonly record struct CaptureCounts(int Spawned, int Changed, int Despawned, int ClampedNumbers);
