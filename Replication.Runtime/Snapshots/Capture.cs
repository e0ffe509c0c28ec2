using System.Numerics;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>Takes a world into rows, once a tick for everybody: new, changed and vanished replicas come out.</summary>
/// <remarks>
/// What the store holds is compared three times, each time less of it: its bytes with those of the last capture, which
/// costs a hundred thousand replicas that rest under a millisecond; what differs is quantised and compared with the
/// row; what differs still is a new version.
/// </remarks>
/// <param name="layouts">Layouts of rows.</param>
/// <param name="rows">Takes the newest words.</param>
/// <param name="log">Takes the words that they supersede.</param>
/// <param name="ticksPerSecond">How often a second it runs, for components that have a rate.</param>
internal sealed class Capture(
    LayoutTable layouts, RowTable rows, VersionLog log, int ticksPerSecond = Pacing.DefaultTicksPerSecond)
{
    // Rows compared and quantised at a time: what stays in the first-level cache between the two.
    private const int BlockRows = ChunkShadow.MaxRows;

    private readonly List<ChunkShadow> _shadows = [];
    private readonly Pacing _pacing = new(layouts.Schema, ticksPerSecond);
    private readonly RowBits _seen = new();
    private readonly List<ReplicaId> _assigned = [];
    private uint[] _block = [];
    private int _spawned;
    private int _changed;
    private int _despawned;
    private int _clamped;

    /// <summary>What the last run met.</summary>
    public CaptureCounts Counts => new(_spawned, _changed, _despawned, _clamped);

    /// <summary>The rows whose state the last run changed or made.</summary>
    public RowBits Changed { get; } = new();

    /// <summary>The ids that were given since the last run.</summary>
    public ReadOnlySpan<ReplicaId> Assigned => CollectionsMarshal.AsSpan(_assigned);

    /// <summary>Gives ids to what is new in the world, ahead of the run that captures it.</summary>
    /// <param name="store">The world.</param>
    public void Assign(IReplicationStore store)
    {
        for (int chunkIndex = 0; chunkIndex < store.ChunkCount; chunkIndex++)
        {
            ReplicationChunk chunk = store.Chunk(chunkIndex);
            if (chunk.Mask.Count == 0) continue;
            foreach (ref ReplicaId id in chunk.Ids)
            {
                if (!id.IsNone) continue;
                id = rows.Assign();
                _assigned.Add(id);
            }
        }
    }

    /// <summary>Walks the world.</summary>
    /// <param name="store">The world.</param>
    /// <param name="tick">The tick that is captured.</param>
    public void Run(IReplicationStore store, Tick tick)
    {
        (_spawned, _changed, _despawned, _clamped) = (0, 0, 0, 0);
        Changed.Grow(rows.Count);
        Changed.Clear();
        _seen.Grow(rows.Count);
        _seen.Clear();
        log.Trim(tick);
        while (_shadows.Count < store.ChunkCount) _shadows.Add(new ChunkShadow());
        for (int chunk = 0; chunk < _shadows.Count; chunk++)
        {
            if (chunk >= store.ChunkCount || !TryCaptureChunk(store, chunk, tick)) _shadows[chunk].Clear();
        }

        BuryUnseen();
        WithdrawUnseen();
    }

    private bool TryCaptureChunk(IReplicationStore store, int chunkIndex, Tick tick)
    {
        ReplicationChunk chunk = store.Chunk(chunkIndex);
        if (chunk.Ids.IsEmpty || chunk.Mask.Count == 0) return false;
        RowLayout layout = layouts.Get(chunk.Mask);
        ChunkShadow shadow = _shadows[chunkIndex];
        ulong? version = (store as IChunkVersions)?.VersionOf(chunkIndex);
        shadow.Begin(layout, chunk.Ids.Length);
        bool isSame = version is not null && version == shadow.Version && shadow.Ids.Length == chunk.Ids.Length;
        if (!isSame || shadow.HasHeld)
        {
            CaptureRows(store, chunkIndex, chunk.Ids, layout, tick);
            shadow.Keep(chunk.Ids);
            shadow.Version = version;
        }

        foreach (ReplicaId id in shadow.Ids) _seen.Set(id.Index);
        return true;
    }

    private void CaptureRows(
        IReplicationStore store, int chunk, Span<ReplicaId> ids, RowLayout layout, Tick tick)
    {
        int stride = layout.WordCount;
        if (_block.Length < stride * BlockRows) _block = new uint[stride * BlockRows];
        for (int start = 0; start < ids.Length; start += BlockRows)
        {
            int count = Math.Min(BlockRows, ids.Length - start);
            ulong changed = _shadows[chunk].Update(store, chunk, ids, start, count);
            ulong held = rows.HasIntervals ? NotDue(ids[start..], changed, tick) : 0;
            changed &= ~held;
            for (int first = 0; changed != 0; changed = first < BlockRows ? changed >> first << first : 0)
            {
                // A run of rows that changed side by side is quantised column by column.
                first = BitOperations.TrailingZeroCount(changed);
                int run = BitOperations.TrailingZeroCount(~(changed >> first));
                Quantize(store, chunk, layout, start + first, run);
                for (int i = 0; i < run; i++)
                {
                    Span<uint> words = _block.AsSpan(i * stride, stride);
                    if (!TryCaptureRow(ref ids[start + first + i], layout, words, tick)) held |= 1UL << (first + i);
                }

                first += run;
            }

            _shadows[chunk].Hold(start, held);
        }
    }

    // Those of the rows that changed whose turn is later, and those that sleep.
    private ulong NotDue(ReadOnlySpan<ReplicaId> ids, ulong changed, Tick tick)
    {
        ulong held = 0;
        for (; changed != 0; changed &= changed - 1)
        {
            int i = BitOperations.TrailingZeroCount(changed);
            if (IsKnown(ids[i]) && !rows[ids[i].Index].IsDue(tick, ids[i].Index)) held |= 1UL << i;
        }

        return held;
    }

    private void Quantize(IReplicationStore store, int chunk, RowLayout layout, int start, int count)
    {
        foreach (RowLayout.Column column in layout.Columns)
        {
            int bytes = column.Codec.ComponentBytes;
            ReadOnlySpan<byte> components = store.Column(chunk, column.Slot).Slice(start * bytes, count * bytes);
            _clamped += column.Codec.QuantizeColumn(components, _block, column.Offset, layout.WordCount);
        }
    }

    // Whether all of it was taken: what a component's rate holds back is looked at again.
    private bool TryCaptureRow(ref ReplicaId id, RowLayout layout, Span<uint> words, Tick tick)
    {
        if (!IsKnown(id))
        {
            if (rows.IsAssigned(id))
                rows.Use(id.Index, id.Generation, layout);
            else
                id = rows.Add(layout);
            _spawned++;
            Changed.Grow(rows.Count);
            _seen.Grow(rows.Count);
            Renew(id.Index, words, tick);
            return true;
        }

        ref Row row = ref rows[id.Index];
        bool isTaken = true;
        if (ReferenceEquals(row.Layout, layout))
        {
            if (_pacing.HasAny)
                isTaken = !_pacing.Hold(layout, rows.Words(row), words, tick.Value + (uint)id.Index);
            if (words.SequenceEqual(rows.Words(row))) return isTaken;
            log.Push(ref row, rows.Words(row), tick);
        }
        else
        {
            log.Push(ref row, rows.Words(row), tick);
            rows.Reshape(id.Index, layout);
        }

        row.Version++;
        _changed++;
        Renew(id.Index, words, tick);
        return isTaken;
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
        Changed.Set(index);
    }

    // An entity that was given an id may be gone before it is met.
    private void WithdrawUnseen()
    {
        foreach (ReplicaId id in _assigned)
        {
            if (rows.IsAssigned(id)) rows.Withdraw(id.Index);
        }

        _assigned.Clear();
    }

    // By words of 64 rows: where everybody was seen, that is all there is to it.
    private void BuryUnseen()
    {
        ReadOnlySpan<ulong> seen = _seen.Words;
        for (int i = 0; i < seen.Length; i++)
        {
            for (ulong gone = rows.Alive.Words[i] & ~seen[i]; gone != 0; gone &= gone - 1)
            {
                int index = (i * RowBits.WordRows) + BitOperations.TrailingZeroCount(gone);
                _despawned++;
                rows.Bury(index);
                if (rows[index].KnownBy == 0) rows.Free(index);
            }
        }
    }
}

/// <summary>What one capture met.</summary>
/// <param name="Spawned">Replicas that are new.</param>
/// <param name="Changed">Replicas whose quantised state or components changed.</param>
/// <param name="Despawned">Replicas that are gone.</param>
/// <param name="ClampedNumbers">
/// Numbers outside their declared range, over the replicas whose components were written since the last capture.
/// </param>
public readonly record struct CaptureCounts(int Spawned, int Changed, int Despawned, int ClampedNumbers);
