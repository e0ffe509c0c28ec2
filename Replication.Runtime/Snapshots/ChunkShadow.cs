namespace Replication.Runtime;

/// <summary>
/// What a chunk of the store held when it was captured last, byte for byte. What holds the same again quantises to the
/// same words, so neither is it quantised nor is its row looked at.
/// </summary>
/// <remarks>Takes as much memory as the chunk's ids and components.</remarks>
internal sealed class ChunkShadow
{
    /// <summary>The most rows that one <see cref="Update"/> compares.</summary>
    public const int MaxRows = 64;

    private RowLayout? _layout;
    private ReplicaId[] _ids = [];
    private byte[][] _columns = [];
    private ulong[] _held = [];
    private int _count;

    /// <summary>The replicas as of the last capture.</summary>
    public ReadOnlySpan<ReplicaId> Ids => _ids.AsSpan(0, _count);

    /// <summary>The number that the store had given what is here; null where it gives none.</summary>
    public ulong? Version { get; set; }

    /// <summary>Whether any row was held back.</summary>
    public bool HasHeld => _held.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>Forgets what the chunk held.</summary>
    public void Clear()
    {
        (_count, Version) = (0, null);
        _held.AsSpan().Clear();
    }

    /// <summary>Makes room for a chunk; what was there of other components, or past its end, is forgotten.</summary>
    public void Begin(RowLayout layout, int count)
    {
        if (!ReferenceEquals(_layout, layout))
        {
            _layout = layout;
            _columns = new byte[layout.Columns.Length][];
            Array.Fill(_columns, []);
            _ids = [];
            Clear();
        }

        _count = Math.Min(_count, count);
        if (count <= _ids.Length) return;
        int capacity = Math.Max(count, _ids.Length * 2);
        Array.Resize(ref _ids, capacity);
        Array.Resize(ref _held, (capacity + MaxRows - 1) / MaxRows);
        for (int i = 0; i < _columns.Length; i++)
            Array.Resize(ref _columns[i], capacity * layout.Columns[i].Codec.ComponentBytes);
    }

    /// <summary>Compares some rows of the chunk with what they held, and keeps what they hold now.</summary>
    /// <param name="store">The store.</param>
    /// <param name="chunk">The chunk that <see cref="Begin"/> made room for.</param>
    /// <param name="ids">The chunk's replicas.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many, up to <see cref="MaxRows"/>.</param>
    /// <returns>A bit for each row: whether it may have changed. Its id has to be kept by <see cref="Keep"/>.</returns>
    public ulong Update(IReplicationStore store, int chunk, ReadOnlySpan<ReplicaId> ids, int start, int count)
    {
        int known = Math.Clamp(_count - start, 0, count);
        ulong changed = known == MaxRows ? 0 : (ulong.MaxValue << known) & (ulong.MaxValue >> (MaxRows - count));
        if (!ids.Slice(start, known).SequenceEqual(_ids.AsSpan(start, known)))
        {
            for (int i = 0; i < known; i++) changed |= ids[start + i] == _ids[start + i] ? 0 : 1UL << i;
        }

        for (int i = 0; i < _columns.Length; i++)
        {
            RowLayout.Column column = _layout!.Columns[i];
            int bytes = column.Codec.ComponentBytes;
            changed |= UpdateColumn(
                store.Column(chunk, column.Slot).Slice(start * bytes, count * bytes),
                _columns[i].AsSpan(start * bytes, count * bytes), bytes, known);
        }

        return changed | _held[start / MaxRows];
    }

    /// <summary>Notes which of the rows last compared are to be looked at again, whether or not they change.</summary>
    public void Hold(int start, ulong held) => _held[start / MaxRows] = held;

    /// <summary>Keeps the replicas of a chunk, the new ones with the ids that they were given.</summary>
    public void Keep(ReadOnlySpan<ReplicaId> ids)
    {
        ids.CopyTo(_ids);
        _count = ids.Length;
    }

    private static ulong UpdateColumn(ReadOnlySpan<byte> current, Span<byte> kept, int bytes, int known)
    {
        if (known * bytes == current.Length && current.SequenceEqual(kept)) return 0;
        ulong changed = 0;
        for (int i = 0; i < known; i++)
        {
            int at = i * bytes;
            changed |= current.Slice(at, bytes).SequenceEqual(kept.Slice(at, bytes)) ? 0 : 1UL << i;
        }

        current.CopyTo(kept);
        return changed;
    }
}
