namespace Replication.Runtime;

/// <summary>A replica's place: its newest words and the way to its older ones.</summary>
internal struct Row
{
    /// <summary>The <see cref="IntervalTicks"/> of a replica that sleeps.</summary>
    public const ushort Asleep = 0;

    /// <summary>The components; null while the row is not in use.</summary>
    public RowLayout? Layout;

    /// <summary>Where the newest words are in the pool.</summary>
    public int WordOffset;

    /// <summary>Counts the row's changes and wraps; goes on counting when the row is used again.</summary>
    public ushort Version;

    /// <summary>Which use of the row this is.</summary>
    public ushort Generation;

    public RowState State;

    /// <summary>On a client: how many bits the newest words came without; zero where they came whole.</summary>
    public byte CoarseBits;

    /// <summary>The key of the prefab that the replica was made from; zero for none.</summary>
    public ushort Prefab;

    /// <summary>How often the replica is looked at, in ticks; <see cref="Asleep"/>: not at all.</summary>
    public ushort IntervalTicks;

    /// <summary>The tick whose capture made the newest words.</summary>
    public Tick ChangedAt;

    /// <summary>
    /// The newest entry of the row's chain in the version log; <see cref="VersionLog.None"/> when there is none.
    /// </summary>
    public long History;

    /// <summary>The newest of those whose number is a multiple of the log's stride.</summary>
    public long Landmark;

    /// <summary>
    /// The row with what everybody may receive of the replica, where that is not all of it; -1 where it is.
    /// </summary>
    public int Face;

    /// <summary>
    /// The row with what its team may receive, where components are for the team; -1 where none ever was.
    /// </summary>
    public int TeamFace;

    /// <summary>How many connections have been sent the replica and not yet acknowledged its despawn.</summary>
    public int KnownBy;

    /// <summary>Whether a tick's capture looks at the replica. Neighbours with an interval take turns.</summary>
    public readonly bool IsDue(Tick tick, int index) =>
        IntervalTicks == 1 || (IntervalTicks > 1 && (tick.Value + (uint)index) % IntervalTicks == 0);
}

/// <summary>What is in a row.</summary>
internal enum RowState : byte
{
    /// <summary>Nothing: the row can be used.</summary>
    Free,

    /// <summary>Nothing yet: its id was given to an entity that the next capture meets.</summary>
    Assigned,

    /// <summary>A replica that lives.</summary>
    Alive,

    /// <summary>What everybody, or the team, may receive of a replica that has more.</summary>
    Face,

    /// <summary>A replica that was despawned while somebody may still show it.</summary>
    Tombstone,
}
