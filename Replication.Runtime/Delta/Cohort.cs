namespace Replication.Runtime;

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

    /// <summary>The bits that were left out of what moves.</summary>
    public int CoarseBits { get; init; }

    /// <summary>In whose arena they are.</summary>
    public byte Worker { get; init; }
}

/// <summary>What a connection must hold of a row to read a cohort's bits, in one number.</summary>
/// <param name="Value">
/// For full bits no more than from bit 51 on the bits left out; else also bit 63, the version, and from bit 48 on the
/// bits that it came without. Where motion is foretold also bit 62, from bit 16 on the version before it, from bit 32
/// on the ticks from the baseline to now, from bit 40 on those from the version before to the baseline.
/// </param>
internal readonly record struct CohortKey(ulong Value)
{
    private const ulong HasBaselineBit = 1UL << 63;
    private const ulong IsMovingBit = 1UL << 62;
    private const int HeldCoarseShift = 48;
    private const int CoarseShift = 51;

    /// <summary>Whether a version must be held.</summary>
    public bool HasBaseline => (Value & HasBaselineBit) != 0;

    /// <summary>Whether bits are against one version, and tell what a delta against it is worth.</summary>
    public bool IsAgainstOne => (Value & (HasBaselineBit | IsMovingBit)) == HasBaselineBit;

    /// <summary>The version that must be held, where one must.</summary>
    public ushort Version => (ushort)Value;

    /// <summary>The key of full bits, which anybody can read.</summary>
    public static CohortKey Full(int coarseBits) => new((ulong)coarseBits << CoarseShift);

    /// <summary>The key of bits against a version.</summary>
    public static CohortKey Of(in HeldVersions held, int coarseBits) => new(
        HasBaselineBit | held.Version | ((ulong)held.CoarseBits << HeldCoarseShift)
        | ((ulong)coarseBits << CoarseShift));

    /// <summary>The key of bits against the motion of two versions, at most 64 ticks apart and ahead.</summary>
    public static CohortKey Moving(in HeldVersions held, in SnapshotTicks ticks) => new(
        HasBaselineBit | IsMovingBit | held.Version | ((ulong)(ushort)held.Earlier << 16)
        | ((ulong)(byte)ticks.BaselineDistance << 32) | ((ulong)(byte)ticks.EarlierDistance << 40));
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
