using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class FragmentTests
{
    private static readonly ChannelOptions Options =
        new() { Mode = ChannelMode.Unreliable, MaxMessageBytes = 1_000, WindowBytes = 4_000, QueueBytes = 8_000 };

    [Theory]
    [InlineData(ChannelMode.Unreliable)]
    [InlineData(ChannelMode.Sequenced)]
    public void A_message_of_every_size_comes_whole(ChannelMode mode)
    {
        var (sender, receiver) = Tables(Options with { Mode = mode });
        var received = new List<int>();
        for (int length = 4; length <= 1_000; length++)
        {
            Assert.Equal(SendResult.Queued, sender.TrySend(0, NumberedMessages.Create(length, length)));
            foreach (byte[] section in Sections(sender))
                Receive(receiver, section, received);
        }

        Assert.Equal(Enumerable.Range(4, 997), received);
    }

    [Fact]
    public void A_lost_fragment_drops_its_message_alone()
    {
        var (sender, receiver) = Tables(Options);
        var received = new List<int>();
        for (int number = 0; number < 20; number++)
        {
            sender.TrySend(0, NumberedMessages.Create(number, 400));
            byte[][] sections = [.. Sections(sender)];
            for (int index = 0; index < sections.Length; index++)
            {
                if (number % 2 == 0 || index != 3)
                    Receive(receiver, sections[index], received);
            }
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(index => 2 * index), received);
        // Four slots: the last of those that miss a fragment are still waited for.
        Assert.InRange(receiver.StatisticsOf(0).MessagesIncomplete, 6, 10);
    }

    [Fact]
    public void Fragments_in_any_order_and_of_interleaved_messages_come_together()
    {
        var (sender, receiver) = Tables(Options);
        for (int number = 0; number < 4; number++)
            sender.TrySend(0, NumberedMessages.Create(number, 600));
        byte[][] sections = [.. Sections(sender)];
        new Random(3).Shuffle(sections);
        var received = new List<int>();

        foreach (byte[] section in sections)
            Receive(receiver, section, received);

        Assert.Equal([0, 1, 2, 3], received.Order());
    }

    [Fact]
    public void A_fragment_of_a_message_that_was_given_up_is_stale()
    {
        var (sender, receiver) = Tables(Options);
        var received = new List<int>();
        sender.TrySend(0, NumberedMessages.Create(0, 200));
        byte[][] first = [.. Sections(sender)];
        Receive(receiver, first[0], received);
        for (int number = 1; number < 9; number++)
        {
            sender.TrySend(0, NumberedMessages.Create(number, 200));
            Receive(receiver, Sections(sender).First(), received);
            _ = Sections(sender).Count();
        }

        Receive(receiver, first[1], received);

        Assert.Empty(received);
        Assert.Equal(1, receiver.StatisticsOf(0).MessagesStale);
        Assert.Equal(5, receiver.StatisticsOf(0).MessagesIncomplete);
    }

    [Fact]
    public void A_sequenced_message_that_a_newer_one_overtook_is_dropped()
    {
        var (sender, receiver) = Tables(Options with { Mode = ChannelMode.Sequenced });
        var received = new List<int>();
        var sections = new List<byte[]>();
        for (int number = 0; number < 3; number++)
        {
            sender.TrySend(0, NumberedMessages.Create(number, number == 0 ? 200 : 20));
            sections.AddRange(Sections(sender));
        }

        Receive(receiver, sections[0], received);
        Receive(receiver, sections[^1], received);
        foreach (byte[] section in sections.Skip(1).SkipLast(1))
            Receive(receiver, section, received);

        Assert.Equal([2], received);
        Assert.Equal(1, receiver.StatisticsOf(0).MessagesIncomplete);
        Assert.Equal(sections.Count - 2, receiver.StatisticsOf(0).MessagesStale);
    }

    private static (ChannelTable Sender, ChannelTable Receiver) Tables(ChannelOptions options) =>
        (new ChannelTable([options], 64, new BytePages()), new ChannelTable([options], 64, new BytePages()));

    private static IEnumerable<byte[]> Sections(ChannelTable sender)
    {
        byte[] room = new byte[64];
        while (sender.IsDue)
            yield return room[..sender.Write(room, default, datagramsOnly: true)];
    }

    private static void Receive(ChannelTable receiver, byte[] section, List<int> received) =>
        Assert.Equal(ChannelViolation.None, receiver.Receive(
            section,
            (_, message) =>
            {
                received.Add(NumberedMessages.NumberOf(message.ToArray()));
                return true;
            },
            out _));
}
