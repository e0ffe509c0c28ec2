using Replication.Tests.Transport.Channels;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>Messages of every channel mode, small and many, large and few, both ways at once.</summary>
public sealed class ChannelConformanceTests
{
    private const byte Ordered = 0;
    private const byte Unordered = 1;
    private const byte Unreliable = 2;
    private const byte Sequenced = 3;
    private const byte Bulk = 4;

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Reliable_ordered_messages_arrive_once_and_in_order(LinkKind kind)
    {
        List<int>[] numbers = Exchange(kind, Ordered, count: 500, lengthBytes: 60);
        foreach (List<int> received in numbers)
            Assert.Equal(Enumerable.Range(0, 500), received);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Large_reliable_ordered_messages_arrive_once_and_in_order(LinkKind kind)
    {
        List<int>[] numbers = Exchange(kind, Ordered, count: 12, lengthBytes: 60_000);
        foreach (List<int> received in numbers)
            Assert.Equal(Enumerable.Range(0, 12), received);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Reliable_unordered_messages_arrive_once(LinkKind kind)
    {
        List<int>[] numbers = Exchange(kind, Unordered, count: 200, lengthBytes: 700);
        foreach (List<int> received in numbers)
            Assert.Equal(Enumerable.Range(0, 200), received.Order());
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Bulk_messages_arrive_once_and_in_order(LinkKind kind)
    {
        List<int>[] numbers = Exchange(kind, Bulk, count: 3, lengthBytes: 300_000);
        foreach (List<int> received in numbers)
            Assert.Equal([0, 1, 2], received);
    }

    // Nothing is lost on purpose, but what a link has no room for at the moment is; so one after them is waited for.
    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Unreliable_messages_arrive_at_most_once(LinkKind kind)
    {
        List<int>[] numbers = Exchange(kind, Unreliable, count: 100, lengthBytes: 3_000, mayLose: true);
        foreach (List<int> received in numbers)
        {
            Assert.Equal(received.Distinct().Order(), received.Order());
            Assert.Contains(received, static number => number < 100);
        }
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Sequenced_messages_never_go_back(LinkKind kind)
    {
        List<int>[] numbers = Exchange(kind, Sequenced, count: 100, lengthBytes: 3_000, mayLose: true);
        foreach (List<int> received in numbers)
        {
            Assert.Equal(received.Distinct().Order(), received);
            Assert.Contains(received, static number => number < 100);
        }
    }

    // Both ways at once; what each side received.
    private static List<int>[] Exchange(
        LinkKind kind, byte channel, int count, int lengthBytes, bool mayLose = false)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();
        RecordingHandler server = world.HandlerOf(onServer);
        foreach (int number in Enumerable.Range(0, count))
        {
            byte[] message = NumberedMessages.Create(number, lengthBytes);
            world.RunUntil(() => client.Session.TrySend(channel, message) == SendResult.Queued);
            world.RunUntil(() => onServer.TrySend(channel, message) == SendResult.Queued);
        }

        if (mayLose)
            SendUntilOneArrives(world, channel, count, client, onServer);
        else
            world.RunUntil(() => client.Handler.Messages.Count >= count && server.Messages.Count >= count);
        return [Numbers(client.Handler, channel), Numbers(server, channel)];
    }

    // Any of these may be lost too, so there is another one until one has come.
    private static void SendUntilOneArrives(
        ConformanceWorld world, byte channel, int number, ConformanceWorld.Peer client, Session onServer)
    {
        RecordingHandler server = world.HandlerOf(onServer);
        int first = number;
        bool IsThere(RecordingHandler handler) =>
            handler.Messages.Exists(entry => NumberedMessages.NumberOf(entry.Message) >= first);
        world.RunUntil(() =>
        {
            byte[] message = NumberedMessages.Create(number++, 10);
            client.Session.TrySend(channel, message);
            onServer.TrySend(channel, message);
            return IsThere(client.Handler) && IsThere(server);
        });
    }

    private static List<int> Numbers(RecordingHandler handler, byte channel)
    {
        Assert.All(handler.Messages, entry => Assert.Equal(channel, entry.Channel));
        return [.. handler.Messages.Select(static entry => NumberedMessages.NumberOf(entry.Message))];
    }
}
