using System.Diagnostics;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>The clients of a page.</summary>
internal static class PageClients
{
    public static MatchClient[] Connect(PageStart start)
    {
        if (!LinkEndPoint.TryParse(start.Server, out LinkEndPoint? server, out string? error))
            throw new InvalidDataException($"{start.Server}: {error}");
        double age = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - start.EpochUnixMilliseconds;
        long epoch = Stopwatch.GetTimestamp() - (long)(age / 1_000 * Stopwatch.Frequency);
        return
        [
            .. start.Tokens.Select((token, index) =>
                new MatchClient(start.First + index, Link(server, start, index), Read(token), epoch)),
        ];
    }

    private static ILink Link(LinkEndPoint server, PageStart start, int index)
    {
        var link = new WebSocketClientLink(server, TimeProvider.System);
        NetworkConditions conditions = BadNetwork.Of(start.LossRatio, start.LatencyMilliseconds);
        return BadNetwork.Worsen(link, conditions, seed: (ulong)(start.First + index + 2));
    }

    private static ConnectToken Read(string text) =>
        ConnectToken.TryRead(Convert.FromBase64String(text), out ConnectToken? token)
            ? token
            : throw new InvalidDataException("A token cannot be read.");
}
