namespace Replication.Runtime;

/// <summary>The ticks that a packet names: the one that it is of, and those that its reader holds.</summary>
internal readonly record struct SnapshotTicks
{
    /// <summary>Names the ticks.</summary>
    /// <param name="tick">The tick that the packet is of.</param>
    /// <param name="baseline">The newest tick of which the reader acknowledged a packet; null for none.</param>
    /// <param name="earlier">
    /// The newest before that; null for none. Dropped where it is too long ago to foretell anything from.
    /// </param>
    public SnapshotTicks(Tick tick, Tick? baseline, Tick? earlier)
        : this(tick, 0, 0)
    {
        if (baseline is not { } common) return;
        int ahead = tick.DistanceFrom(common);
        int between = earlier is { } before ? common.DistanceFrom(before) : 0;
        bool canForetell = between is >= 1 and <= DeltaBaseline.MaxTicks && ahead <= DeltaBaseline.MaxTicks;
        this = new SnapshotTicks(tick, ahead, canForetell ? between : 0);
    }

    /// <summary>Names the ticks by how far they lie apart.</summary>
    /// <param name="tick">The tick that the packet is of.</param>
    /// <param name="baselineDistance">Ticks from the baseline to it; zero for none.</param>
    /// <param name="earlierDistance">Ticks from the earlier baseline to the baseline; zero for none.</param>
    public SnapshotTicks(Tick tick, int baselineDistance, int earlierDistance)
    {
        Tick = tick;
        BaselineDistance = baselineDistance;
        EarlierDistance = earlierDistance;
        MotionFactor = DeltaBaseline.FactorOf(baselineDistance, earlierDistance);
    }

    /// <summary>The tick that the packet is of.</summary>
    public Tick Tick { get; }

    /// <summary>Ticks from the common baseline to <see cref="Tick"/>; zero: there is none.</summary>
    public int BaselineDistance { get; }

    /// <summary>Ticks from the earlier baseline to the common one; zero: there is none.</summary>
    public int EarlierDistance { get; }

    /// <summary>How motion is carried on: a division for each packet instead of one for each row.</summary>
    public int MotionFactor { get; }

    /// <summary>The common baseline.</summary>
    public Tick Baseline => Tick.Before(BaselineDistance);

    /// <summary>The earlier baseline, from which motion is foretold.</summary>
    public Tick Earlier => Baseline.Before(EarlierDistance);
}

/// <summary>What a connection holds of one row.</summary>
/// <param name="Version">The newest version acknowledged.</param>
/// <param name="At">The tick whose packet brought it.</param>
/// <param name="Earlier">The version acknowledged before it; <see cref="Cohort.NoBaseline"/> for none.</param>
/// <param name="CoarseBits">The bits that the newest one came without.</param>
internal readonly record struct HeldVersions(ushort Version, Tick At, int Earlier, int CoarseBits = 0);
