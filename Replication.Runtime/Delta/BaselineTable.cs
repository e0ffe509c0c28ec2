namespace Replication.Runtime;

/// <summary>What one connection holds of each replica, by row index.</summary>
internal sealed class BaselineTable
{
    private Baseline[] _baselines = [];

    public ref Baseline this[int index] => ref _baselines[index];

    public int Count => _baselines.Length;

    /// <summary>Makes room for rows; the new ones hold nothing.</summary>
    public void Grow(int count)
    {
        if (count > _baselines.Length) Array.Resize(ref _baselines, Math.Max(count, _baselines.Length * 2));
    }
}

/// <summary>What one connection holds of one replica: 16 bytes.</summary>
internal struct Baseline
{
    /// <summary>The tick of the packet that carried the acknowledged version.</summary>
    public Tick AckedAt;

    /// <summary>The version that the connection acknowledged.</summary>
    public ushort AckedVersion;

    /// <summary>The version that it acknowledged before that.</summary>
    public ushort EarlierVersion;

    /// <summary>The version last sent.</summary>
    public ushort SentVersion;

    /// <summary>Which use of the row the connection was told of.</summary>
    public ushort Generation;

    public BaselineFlags Flags;

    public readonly HeldVersions Held =>
        new(AckedVersion, AckedAt, Has(BaselineFlags.Earlier) ? EarlierVersion : Cohort.NoBaseline);

    public readonly bool Has(BaselineFlags flag) => (Flags & flag) != 0;

    public void Set(BaselineFlags flag) => Flags |= flag;

    public void Clear(BaselineFlags flag) => Flags &= ~flag;
}

[Flags]
internal enum BaselineFlags : byte
{
    None = 0,

    /// <summary>The connection was sent the replica, so it must be told when that is gone.</summary>
    Known = 1,

    /// <summary>AckedVersion is held.</summary>
    Acked = 2,

    /// <summary>SentVersion is under way or arrived.</summary>
    Sent = 4,

    /// <summary>The despawn is under way.</summary>
    DespawnSent = 8,

    /// <summary>EarlierVersion is held.</summary>
    Earlier = 16,
}
