namespace Replication.Runtime;

/// <summary>
/// What everybody may receive of replicas that have components for their owner too: a row of its own, with versions of
/// its own, so that who is not the owner cannot tell that the rest changed. All bits are made from rows, so nothing of
/// the rest can get into a packet that is made from this one.
/// </summary>
/// <param name="layouts">Layouts of rows.</param>
/// <param name="rows">The replicas' rows, and these.</param>
/// <param name="log">Takes the words that are superseded.</param>
internal sealed class PublicFaces(LayoutTable layouts, RowTable rows, VersionLog log)
{
    private uint[] _words = new uint[64];

    /// <summary>Whether any component of the schema is not for everybody.</summary>
    public bool IsNeeded { get; } = HasPrivate(layouts.Schema);

    /// <summary>Whether a replica ever had a face.</summary>
    public bool HasAny { get; private set; }

    /// <summary>The replicas that have a face.</summary>
    public RowBits Faced { get; } = new();

    /// <summary>The replicas of which the last tick changed what everybody may receive.</summary>
    public RowBits Changed { get; } = new();

    /// <summary>Takes in what a tick changed.</summary>
    public void Update(RowBits changed, Tick tick)
    {
        Faced.Grow(rows.Count);
        Changed.Grow(rows.Count);
        Changed.Clear();
        foreach (int index in new ReplicaSet(changed))
        {
            if (rows[index].State != RowState.Alive || TryUpdate(index, tick)) Changed.Set(index);
        }
    }

    // Whether what everybody may receive changed.
    private bool TryUpdate(int index, Tick tick)
    {
        // Once it has a face it keeps it, so that nobody mistakes the versions of one for those of the other.
        RowLayout whole = rows[index].Layout!;
        int face = rows[index].Face;
        if (face < 0) Faced.Reset(index);
        if (face < 0 && whole.PublicMask == whole.Mask) return true;

        Faced.Set(index);
        HasAny = true;
        RowLayout layout = layouts.Get(whole.PublicMask);
        ReadOnlySpan<uint> words = Project(index, layout);
        if (face < 0)
        {
            face = rows.AddFace(index, layout);
        }
        else
        {
            ref Row row = ref rows[face];
            bool isSame = ReferenceEquals(row.Layout, layout);
            if (isSame && words.SequenceEqual(rows.Words(row))) return false;
            log.Push(ref row, rows.Words(row), tick);
            if (!isSame) rows.Reshape(face, layout);
            row.Version++;
        }

        words.CopyTo(rows.Words(rows[face]));
        rows[face].ChangedAt = tick;
        return true;
    }

    private ReadOnlySpan<uint> Project(int index, RowLayout layout)
    {
        if (_words.Length < layout.WordCount) _words = new uint[layout.WordCount * 2];
        ReadOnlySpan<uint> whole = rows.Words(rows[index]);
        foreach (RowLayout.Column from in rows[index].Layout!.Columns)
        {
            foreach (RowLayout.Column to in layout.Columns)
            {
                if (to.Slot != from.Slot) continue;
                whole.Slice(from.Offset, from.WordCount).CopyTo(_words.AsSpan(to.Offset));
            }
        }

        return _words.AsSpan(0, layout.WordCount);
    }

    private static bool HasPrivate(SchemaTable schema)
    {
        foreach (ComponentCodec codec in schema.Codecs)
        {
            if (codec.Schema.Audience != Audience.Everyone) return true;
        }

        return false;
    }
}
