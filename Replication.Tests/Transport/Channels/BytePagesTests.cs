using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

/// <summary>Memory that goes from session to session: who holds how much, and that nobody reads another's.</summary>
public sealed class BytePagesTests
{
    [Fact]
    public void A_ring_gives_back_what_was_written_until_it_is_released()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var pages = new BytePages();
            var ring = new ByteRing(pages, maxBytes: 40_000);
            var copy = Array.Empty<byte>();
            var held = new Queue<byte[]>();
            long from = random.NextInt64(1L << 40);
            long to = from;
            for (int step = 0; step < 500; step++)
            {
                byte[] piece = new byte[random.Next(1, 10_000)];
                random.NextBytes(piece);
                while (to - from + piece.Length > 40_000 || (held.Count > 0 && random.Next(3) == 0))
                {
                    byte[] oldest = held.Dequeue();
                    Assert.True(ring.Matches(from, oldest), $"seed {seed}");
                    Assert.True(ring.Span(from, oldest.Length, ref copy).SequenceEqual(oldest), $"seed {seed}");
                    from += oldest.Length;
                    ring.Release(from, to);
                }

                ring.Reserve(from, to + piece.Length);
                ring.Write(to, piece);
                to += piece.Length;
                held.Enqueue(piece);
            }

            ring.Release(to, to);
            int made = pages.Count;
            Assert.InRange(made, 1, (40_000 / BytePages.PageBytes) + 2);
            ring.Reserve(to, to + 36_000);
            Assert.Equal(made, pages.Count);
        }
    }

    [Fact]
    public void Sessions_bring_a_share_and_take_what_is_beyond_the_others_with_them()
    {
        var pages = new BytePages();
        pages.AddShare();
        pages.AddShare();
        Assert.Equal(2 * BytePages.SharePages, pages.Count);
        byte[][] rented = [.. Enumerable.Range(0, 3 * BytePages.SharePages).Select(_ => pages.Rent())];
        Assert.Equal(3 * BytePages.SharePages, pages.Count);

        pages.RemoveShare();
        Assert.Equal(3 * BytePages.SharePages, pages.Count);
        foreach (byte[] page in rented)
            pages.Return(page);
        pages.RemoveShare();

        Assert.Equal(0, pages.Count);
    }

    [Fact]
    public void A_channel_holds_no_more_pages_than_its_messages_lie_in()
    {
        var pages = new BytePages();
        var sender = new ChannelTable(ChannelOptions.Standard, 1_200, pages);
        byte[] room = new byte[1_200];
        for (ushort number = 0; number < 300; number++)
        {
            for (byte channel = 0; channel < ChannelOptions.Standard.Length; channel++)
                Assert.Equal(SendResult.Queued, sender.TrySend(channel, new byte[150]));
            while (sender.Write(room, new Sequence(number), datagramsOnly: false) > 0)
                sender.Delivered(new Sequence(number));
        }

        // A message may go over a page's end.
        Assert.InRange(pages.Count, 1, 2 * ChannelOptions.Standard.Length);
    }

    [Fact]
    public void A_message_stays_what_it_is_while_its_handler_ends_the_session_and_others_use_the_memory()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer first = world.AddConnectedClient();
        TransportWorld.Peer second = world.AddConnectedClient();
        Session[] onServer = [.. world.Acceptor.Connections];
        byte[] message = NumberedMessages.Create(7, 3_000);
        byte[]? after = null;
        var handler = new EndingHandler(bytes =>
        {
            onServer[0].Disconnect();
            for (int other = 0; other < 40; other++)
                onServer[1].TrySend(0, NumberedMessages.Create(other, 4_000));
            after = bytes.ToArray();
        });
        onServer[0].SetHandler(handler);

        Assert.Equal(SendResult.Queued, first.Session.TrySend(0, message));
        world.RunUntil(() => after is not null);

        Assert.Equal(message, after);
        world.RunUntil(() => second.Handler.Messages.Count == 40);
        Assert.Equal(
            Enumerable.Range(0, 40),
            second.Handler.Messages.Select(static entry => NumberedMessages.NumberOf(entry.Message)));
    }

    private delegate void Reader(ReadOnlySpan<byte> message);

    private sealed class EndingHandler(Reader read) : ISessionHandler
    {
        public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt) => true;

        public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message)
        {
            read(message);
            return true;
        }

        public void Delivered(Sequence sequence)
        {
        }

        public void Lost(Sequence sequence)
        {
        }
    }
}
