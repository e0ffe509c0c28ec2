namespace Replication.Runtime;

/// <summary>
/// What may be received of replicas that have components for their owner or team too: by everybody, and by the team.
/// Each is a row of its own, with versions of its own, so that who may not have the rest cannot tell that it changed.
/// All bits are made from rows, so nothing of the rest can get into a packet that is made from one of these.
/// </summary>
/// <param name="layouts">Layouts of rows.</param>
/// <param name="rows">The replicas' rows, and these.</param>
/// <param name="log">Takes the words that are superseded.</param>
internal sealed class AudienceFaces(LayoutTable layouts, RowTable rows, VersionLog log)
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

    /// <summary>The replicas of which the last tick changed what their team may receive.</summary>
    public RowBits TeamChanged { get; } = new();

    /// <summary>Takes in what a tick changed.</summary>
    public void Update(RowBits changed, Tick tick)
    {
        Faced.Grow(rows.Count);
        Restart(Changed);
        Restart(TeamChanged);
        foreach (int index in new ReplicaSet(changed))
        {
            if (rows[index].State != RowState.Alive || TryUpdate(index, tick)) Changed.Set(index);
        }
    }

    private void Restart(RowBits set)
    {
        set.Grow(rows.Count);
        set.Clear();
    }

    // Whether what everybody may receive changed. Once a replica has a face it keeps it, so that nobody mistakes the
    // versions of one for those of another.
    private bool TryUpdate(int index, Tick tick)
    {
        RowLayout whole = rows[index].Layout!;
        if (rows[index].Face < 0) Faced.Reset(index);
        if (rows[index].Face < 0 && whole.PublicMask == whole.Mask) return true;
        Faced.Set(index);
        HasAny = true;
        if (rows[index].TeamFace >= 0 || whole.TeamMask != whole.PublicMask)
        {
            (int teamFace, bool isTeamChanged) = Update(index, rows[index].TeamFace, whole.TeamMask, tick);
            rows[index].TeamFace = teamFace;
            if (isTeamChanged) TeamChanged.Set(index);
        }

        (int face, bool isChanged) = Update(index, rows[index].Face, whole.PublicMask, tick);
        rows[index].Face = face;
        return isChanged;
    }

    private (int Face, bool IsChanged) Update(int index, int face, ComponentMask mask, Tick tick)
    {
        RowLayout layout = layouts.Get(mask);
        ReadOnlySpan<uint> words = Project(index, layout);
        if (face < 0)
        {
            face = rows.AddFace(layout, rows[index].Prefab);
        }
        else
        {
            ref Row row = ref rows[face];
            bool isSame = ReferenceEquals(row.Layout, layout);
            if (isSame && words.SequenceEqual(rows.Words(row))) return (face, false);
            log.Push(ref row, rows.Words(row), tick);
            if (!isSame) rows.Reshape(face, layout);
            row.Version++;
        }

        words.CopyTo(rows.Words(rows[face]));
        rows[face].ChangedAt = tick;
        return (face, true);
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
