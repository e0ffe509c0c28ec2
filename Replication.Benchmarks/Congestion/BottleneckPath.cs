using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>What a path is like, and who sends on it.</summary>
internal sealed record BottleneckPath
{
    /// <summary>What the bottleneck carries, in kilobits a second.</summary>
    public int Kilobits { get; init; } = 1_000;

    /// <summary>The round trip without a queue, half of it each way.</summary>
    public TimeSpan RoundTrip { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>How long the bottleneck lets wait.</summary>
    public TimeSpan QueueTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A further delay, from zero to this.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>What is lost at random, whatever is sent.</summary>
    public double LossRatio { get; init; }

    /// <summary>How often everybody sends and receives.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Whether the sessions' ticks are spread evenly over a tick. False: all at the same instants, which is hard on who
    /// comes last.
    /// </summary>
    public bool IsSpread { get; init; }

    /// <summary>When each session begins.</summary>
    public IReadOnlyList<TimeSpan> Starts { get; init; } = [TimeSpan.Zero];

    /// <summary>What the sessions send: messages of a reliable channel, else payloads.</summary>
    public bool SendsMessages { get; init; }

    /// <summary>What each session has to send in each tick; null: more than the path carries.</summary>
    public int? BytesPerTick { get; init; }

    /// <summary>How fast sessions may send.</summary>
    public CongestionOptions Congestion { get; init; } = new();

    /// <summary>Decides all chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What the bottleneck carries, in bytes a second.</summary>
    public int BytesPerSecond => Kilobits * 125;

    /// <summary>The direction with the bottleneck.</summary>
    public NetworkConditions Uplink => new()
    {
        BytesPerSecond = BytesPerSecond,
        QueueTime = QueueTime,
        Latency = RoundTrip / 2,
        Jitter = Jitter,
        LossRatio = LossRatio,
    };

    /// <summary>The way back.</summary>
    public NetworkConditions Downlink => new() { Latency = RoundTrip / 2, Jitter = Jitter, LossRatio = LossRatio };
}
