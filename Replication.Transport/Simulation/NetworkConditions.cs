namespace Replication.Transport;

/// <summary>
/// How bad a simulated network is, in one direction. A datagram that is not too large and not lost passes a bottleneck,
/// where it may have to wait or find no room, and then travels. Ratios are 0 to 1, times zero to one minute.
/// </summary>
public sealed record NetworkConditions
{
    /// <summary>Nothing is lost, and everything arrives at once and in order.</summary>
    public static NetworkConditions Perfect { get; } = new();

    /// <summary>
    /// The share of datagrams that never arrive; where losses come in bursts, of those outside of one. Default 0.
    /// </summary>
    public double LossRatio { get; init; }

    /// <summary>
    /// How likely a burst of losses begins with a datagram (Gilbert and Elliott's model). Default 0: no bursts.
    /// </summary>
    public double BurstStartRatio { get; init; }

    /// <summary>
    /// How likely a burst is over with the next datagram: one in the mean length of a burst. Default 0.25.
    /// </summary>
    public double BurstEndRatio { get; init; } = 0.25;

    /// <summary>The share of datagrams that never arrive within a burst. Default 1.</summary>
    public double BurstLossRatio { get; init; } = 1;

    /// <summary>
    /// What the bottleneck carries, in bytes of datagrams a second; 0 to 1,000,000,000, default 0: no bottleneck.
    /// </summary>
    public int BytesPerSecond { get; init; }

    /// <summary>
    /// How long a datagram may wait before the bottleneck; one that would wait for longer is dropped, as by a router
    /// whose queue is full. Default 100 ms.
    /// </summary>
    public TimeSpan QueueTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The largest datagram that gets through, in bytes; 1 to 65,507, default 65,507.</summary>
    public int MaxDatagramBytes { get; init; } = 65_507;

    /// <summary>How long each datagram travels at least, one way. Default zero.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// A further delay, evenly spread from zero to this. It does not reorder: as in a queue of a router, a datagram
    /// never overtakes one that was sent before it and is not held back by <see cref="ReorderRatio"/>. Default zero.
    /// </summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>
    /// The share of datagrams that are held back by <see cref="ReorderDelay"/>, so that later ones overtake them.
    /// Default 0.
    /// </summary>
    public double ReorderRatio { get; init; }

    /// <summary>How long a datagram chosen by <see cref="ReorderRatio"/> is held back. Default 20 ms.</summary>
    public TimeSpan ReorderDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The share of datagrams, of those that are not lost, that arrive twice; the copy has a delay of its own. Default
    /// 0.
    /// </summary>
    public double DuplicateRatio { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        CheckRatio(nameof(LossRatio), LossRatio);
        CheckRatio(nameof(BurstStartRatio), BurstStartRatio);
        CheckRatio(nameof(BurstEndRatio), BurstEndRatio);
        CheckRatio(nameof(BurstLossRatio), BurstLossRatio);
        CheckRatio(nameof(ReorderRatio), ReorderRatio);
        CheckRatio(nameof(DuplicateRatio), DuplicateRatio);
        if (BytesPerSecond is < 0 or > 1_000_000_000)
            Throw.OptionOutOfRange(nameof(BytesPerSecond), BytesPerSecond, "is 0 to 1,000,000,000");
        if (MaxDatagramBytes is < 1 or > 65_507)
            Throw.OptionOutOfRange(nameof(MaxDatagramBytes), MaxDatagramBytes, "is 1 to 65,507");
        CheckTime(nameof(QueueTime), QueueTime);
        CheckTime(nameof(Latency), Latency);
        CheckTime(nameof(Jitter), Jitter);
        CheckTime(nameof(ReorderDelay), ReorderDelay);
    }

    // Written so that NaN fails too.
    private static void CheckRatio(string option, double value)
    {
        if (!(value is >= 0 and <= 1))
            Throw.OptionOutOfRange(option, value, "is 0 to 1");
    }

    private static void CheckTime(string option, TimeSpan value)
    {
        if (value < TimeSpan.Zero || value > TimeSpan.FromMinutes(1))
            Throw.OptionOutOfRange(option, value, "is zero to one minute");
    }
}
