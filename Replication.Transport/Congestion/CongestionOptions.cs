namespace Replication.Transport;

/// <summary>
/// How fast a session may send. The rate follows the path: it rises while the path carries it without a queue, falls
/// when a queue builds or much is lost. What it allows is <see cref="Session.AvailableBytes"/>.
/// </summary>
public sealed record CongestionOptions
{
    /// <summary>No limit: every session may always send. For tests, and for paths that are known to be wide.</summary>
    public static CongestionOptions Off { get; } = new() { IsEnabled = false };

    /// <summary>Whether the rate is limited at all. Default true.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>
    /// What a session may send however bad the path is, in bytes a second; 1,000 to 1,000,000,000, default 2,000.
    /// </summary>
    public int MinBytesPerSecond { get; init; } = 2_000;

    /// <summary>
    /// What a session may send at most, in bytes a second; from <see cref="MinBytesPerSecond"/> to 1,000,000,000,
    /// default 125,000,000 (1 Gbit/s).
    /// </summary>
    public int MaxBytesPerSecond { get; init; } = 125_000_000;

    /// <summary>
    /// The rate that a session begins with, in bytes a second; from <see cref="MinBytesPerSecond"/> to
    /// <see cref="MaxBytesPerSecond"/>, default 1,000,000 (8 Mbit/s). It doubles in each round trip that shows no
    /// queue.
    /// </summary>
    public int StartBytesPerSecond { get; init; } = 1_000_000;

    /// <summary>
    /// What a session may send at once at its beginning, in bytes, so that a world of the usual size arrives in one
    /// tick; 0 to 1,048,576, default 32,768.
    /// </summary>
    public int StartBurstBytes { get; init; } = 32_768;

    /// <summary>
    /// The queue that may build on the path before the rate falls, as delay; 2 to 100 ms, default 10 ms. More where
    /// delays jump about anyway.
    /// </summary>
    public TimeSpan TargetDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long a session may save up what it does not send, and with that the longest tick at which it can use its
    /// whole rate; 10 ms to 1 s, default 100 ms.
    /// </summary>
    public TimeSpan MaxBurst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Checks every value. <see cref="TransportOptions.Validate"/> calls it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value that is out of its range.</exception>
    public void Validate()
    {
        OptionRange.CheckCount(nameof(MinBytesPerSecond), MinBytesPerSecond, 1_000, 1_000_000_000);
        OptionRange.CheckCount(nameof(MaxBytesPerSecond), MaxBytesPerSecond, MinBytesPerSecond, 1_000_000_000);
        OptionRange.CheckCount(nameof(StartBytesPerSecond), StartBytesPerSecond, MinBytesPerSecond, MaxBytesPerSecond);
        OptionRange.CheckCount(nameof(StartBurstBytes), StartBurstBytes, 0, 1 << 20);
        OptionRange.CheckTime(
            nameof(TargetDelay), TargetDelay, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(100));
        OptionRange.CheckTime(nameof(MaxBurst), MaxBurst, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1));
    }
}
