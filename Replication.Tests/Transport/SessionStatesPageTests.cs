using System.Reflection;
using System.Text.RegularExpressions;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>docs/session-states.md names every reason for an end and every count of what was dropped.</summary>
public sealed partial class SessionStatesPageTests
{
    // What counts no drop here. A new count is a drop until it stands in this list.
    private static readonly string[] NoDrops =
    [
        nameof(TransportStatistics.DatagramsReceived),
        nameof(TransportStatistics.BytesReceived),
        nameof(TransportStatistics.ChallengesSent),
        nameof(TransportStatistics.DenialsSent),
        nameof(TransportStatistics.SessionsConnected),
        nameof(SessionStatistics.PacketsSent),
        nameof(SessionStatistics.BytesSent),
        nameof(SessionStatistics.PacketsReceived),
        nameof(SessionStatistics.PacketsDelivered),
        nameof(SessionStatistics.PacketsLost),
        nameof(SessionStatistics.BytesLost),
        nameof(SessionStatistics.AcksAfterLoss),
        nameof(SessionStatistics.KeyChangesSent),
        nameof(SessionStatistics.KeyChangesReceived),
        nameof(SessionStatistics.MessagesSent),
        nameof(SessionStatistics.MessagesReceived),
        nameof(SessionStatistics.MessageBytesRetransmitted),
        nameof(SessionStatistics.BytesPerSecond),
        nameof(ChannelStatistics.BytesRetransmitted),
    ];

    private static readonly string Page =
        File.ReadAllText(Path.Combine(Architecture.Repository.Root, "docs", "session-states.md"));

    private static readonly string[] Words = [.. Word().Matches(Page).Select(static match => match.Value)];

    [Fact]
    public void Every_reason_for_an_end_is_named() =>
        Assert.Empty(Enum.GetNames<DisconnectReason>().Except(Words));

    [Fact]
    public void Every_violation_is_named() => Assert.Empty(Enum.GetNames<ChannelViolation>().Except(Words));

    [Theory]
    [InlineData(typeof(TransportStatistics))]
    [InlineData(typeof(SessionStatistics))]
    [InlineData(typeof(ChannelStatistics))]
    public void Every_count_of_what_was_dropped_has_a_row(Type statistics)
    {
        string[] counts =
        [
            .. statistics.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(static property => property.PropertyType == typeof(long))
                .Select(static property => property.Name),
        ];

        string[] drops = [.. counts.Except(NoDrops)];
        Assert.NotEmpty(drops);
        Assert.All(drops, static name => Assert.Contains($"\n| `{name}` |", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_row_of_a_count_is_of_one_that_there_is()
    {
        string[] rows =
        [
            .. Page[Page.IndexOf("## Where a drop is counted", StringComparison.Ordinal)..].Split('\n')
                .Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(static line => line.Split('`')[1]),
        ];
        Type[] statistics = [typeof(TransportStatistics), typeof(SessionStatistics), typeof(ChannelStatistics)];

        Assert.NotEmpty(rows);
        Assert.Empty(rows.Except(statistics.SelectMany(static type => type.GetProperties()).Select(one => one.Name)));
    }

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Word();
}
