using System.Text.Json;
using System.Text.Json.Serialization;

namespace Replication.Samples;

/// <summary>
/// What a client process tells the server process of one of its clients: a JSON line on standard output.
/// </summary>
/// <param name="Client">The client's number, from zero.</param>
/// <param name="Session">The session's id, the same on both sides; zero before it is connected.</param>
/// <param name="State">Where the session stands, and why it ended.</param>
/// <param name="BytesPerSecond">Datagram bytes received since the last report.</param>
/// <param name="RoundTripMilliseconds">The smoothed round trip.</param>
/// <param name="AppliedTick">The newest tick that its world shows.</param>
/// <param name="AgeMilliseconds">
/// The mean time since the tick that was shown, over all looks since the last report.
/// </param>
/// <param name="Hash">In answer to a question for it: the hash of the quantised rows.</param>
internal sealed record ClientReport(
    int Client, ulong Session, string State, double BytesPerSecond, double RoundTripMilliseconds, uint AppliedTick,
    double AgeMilliseconds, ulong? Hash)
{
    public string ToLine() => JsonSerializer.Serialize(this, ReportJson.Default.ClientReport);

    /// <summary>Reads a line.</summary>
    /// <param name="line">Any text.</param>
    /// <returns>The report; null when the line is none.</returns>
    public static ClientReport? FromLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ReportJson.Default.ClientReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(ClientReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
