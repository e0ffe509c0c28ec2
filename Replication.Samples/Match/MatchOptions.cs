using Replication.Transport;

namespace Replication.Samples;

/// <summary>What a match is to be like.</summary>
/// <param name="Clients">How many clients connect.</param>
/// <param name="ClientsPerProcess">How many of them share a process.</param>
/// <param name="Seconds">How long the world moves, before it stands still for the proof.</param>
/// <param name="LossRatio">The datagrams lost in each direction, 0 to 0.9.</param>
/// <param name="Latency">What each direction takes longer.</param>
/// <param name="Link">What carries the datagrams.</param>
/// <param name="Trace">The recording that is the world; null for the samples' own.</param>
/// <param name="Record">The file that the match is recorded to; null for none.</param>
/// <param name="Browser">The folder of the page in which clients run in Chromium; null for programs.</param>
internal sealed record MatchOptions(
    int Clients, int ClientsPerProcess, int Seconds, double LossRatio, TimeSpan Latency, LinkScheme Link,
    string? Trace, string? Record = null, string? Browser = null)
{
    /// <summary>Steps of simulation a second.</summary>
    public const int SimulationHertz = CubesRecording.FramesPerSecond;

    /// <summary>Reads <c>5</c>, <c>5%</c> or <c>0.05</c>, all of which mean one datagram in twenty.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="ratio">Takes the ratio.</param>
    /// <returns>False when it is none of these or not 0 to 90 %.</returns>
    public static bool TryParseLoss(string text, out double ratio)
    {
        bool isPercent = text.EndsWith('%');
        if (!double.TryParse(isPercent ? text[..^1] : text, out ratio)) return false;
        if (isPercent || ratio >= 1) ratio /= 100;
        return ratio is >= 0 and <= 0.9;
    }
}
