using System.Text.Json.Serialization;

namespace Replication.Samples;

/// <summary>What a page needs to begin: JSON that it asks its host for.</summary>
/// <param name="Server">Where the server is, as a link's end point is written.</param>
/// <param name="First">The number of the page's first client.</param>
/// <param name="Tokens">A connect token in base64 for each of its clients.</param>
/// <param name="EpochUnixMilliseconds">The server's tick zero by the calendar: all are on one machine.</param>
/// <param name="LossRatio">Datagrams lost in each direction.</param>
/// <param name="LatencyMilliseconds">What each direction takes longer.</param>
internal sealed record PageStart(
    string Server, int First, string[] Tokens, double EpochUnixMilliseconds, double LossRatio,
    double LatencyMilliseconds);

[JsonSerializable(typeof(PageStart))]
internal sealed partial class PageJson : JsonSerializerContext;
