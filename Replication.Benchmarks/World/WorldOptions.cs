namespace Replication.Benchmarks;

/// <summary>What a run of the scenario <c>world</c> is like.</summary>
internal sealed record WorldOptions
{
    /// <summary>How many replicas there are.</summary>
    public int Entities { get; init; } = 1_000;

    /// <summary>How many clients connect.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>Network ticks a second.</summary>
    public int Hertz { get; init; } = 30;

    /// <summary>The share of the replicas that moves, 0 to 1.</summary>
    public double Moving { get; init; } = 1;

    /// <summary>How long is measured, after the warm-up.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>What carries the datagrams.</summary>
    public WorldLinkKind Link { get; init; }

    /// <summary>The datagrams lost in each direction, 0 to 0.9.</summary>
    public double LossRatio { get; init; }

    /// <summary>What each direction takes longer.</summary>
    public int LatencyMilliseconds { get; init; }

    /// <summary>
    /// How much longer the way there and back takes for the last client; those between in proportion, the first not at
    /// all.
    /// </summary>
    public int SpreadMilliseconds { get; init; }

    /// <summary>State to each client, in kbit/s; 0: no limit.</summary>
    public int BudgetKilobits { get; init; }

    /// <summary>How long superseded versions can serve as baselines, in ticks.</summary>
    public int HistoryTicks { get; init; } = 64;

    /// <summary>The most bits that movers may go without under a tight budget.</summary>
    public int CoarseBits { get; init; }

    /// <summary>Who sees what.</summary>
    public WorldInterest Interest { get; init; }

    /// <summary>With a grid: how many replicas a client sees in the mean.</summary>
    public int InView { get; init; } = 500;

    /// <summary>Whether near replicas go first where not everything can.</summary>
    public bool NearFirst { get; init; }

    /// <summary>Decides the orbits.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many times as fast as usual everything moves.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Whose codes.</summary>
    public WorldProfile Profile { get; init; }

    /// <summary>The key of the run's connect tokens; null: sessions are not sealed.</summary>
    public byte[]? PrivateKey { get; init; }

    /// <summary>Threads of the server's ticks.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The time of one network tick.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(1.0 / Hertz);

    /// <summary>Ticks that are measured.</summary>
    public int MeasuredTicks => Seconds * Hertz;

    /// <summary>What the way to one client takes longer; it has the spread of both ways.</summary>
    public TimeSpan LatencyTo(int client) => TimeSpan.FromMilliseconds(
        LatencyMilliseconds + (Clients > 1 ? (double)SpreadMilliseconds * client / (Clients - 1) : 0));
}

/// <summary>Who sees what in a run.</summary>
internal enum WorldInterest
{
    /// <summary>Everybody sees everything.</summary>
    All,

    /// <summary>Clients stand about and see what is near.</summary>
    Grid,
}

/// <summary>What carries a run's datagrams.</summary>
internal enum WorldLinkKind
{
    /// <summary>Sockets; clients in processes of their own, at the clock's pace.</summary>
    Udp,

    /// <summary>A network within the process, on a clock of its own, as fast as it goes.</summary>
    Loopback,
}

/// <summary>Whose codes the replicas of a run have.</summary>
internal enum WorldProfile
{
    /// <summary>Those trained on other orbits than the run's.</summary>
    Trained,

    /// <summary>Those that every component has.</summary>
    Default,
}
