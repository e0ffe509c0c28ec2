namespace Replication.Transport;

/// <summary>
/// How bad a simulated network is, in one direction. Each datagram has its own luck; nothing here depends on how many
/// are on the way. Ratios are 0 to 1, times zero to one minute.
/// </summary>
public sealed record NetworkConditions
{
    /// <summary>Nothing is lost, and everything arrives at once and in order.</summary>
    public static NetworkConditions Perfect { get; } = new();

    /// <summary>The share of datagrams that never arrive. Default 0.</summary>
    public double LossRatio { get; init; }

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
        CheckRatio(nameof(ReorderRatio), ReorderRatio);
        CheckRatio(nameof(DuplicateRatio), DuplicateRatio);
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
