using Replication.Tests.Fuzzing;
using Replication.Tests.Transport.Channels;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>
/// Somebody on the path alters the datagrams of a live sealed session, both ways: each altered one is dropped and in
/// exactly one count, and what was promised comes all the same.
/// </summary>
public sealed class SealedMutationTests
{
    private const int Messages = 200;
    private const byte Ordered = 0;
    private const byte Unordered = 1;

    [Fact]
    public void Altered_datagrams_are_dropped_and_counted_and_cost_no_message()
    {
        for (ulong seed = 1; seed <= 12; seed++)
        {
            using var world = new TransportWorld(seed: seed, change: Unpaced, protection: Protection.Sealed);
            TransportWorld.Peer peer = world.AddConnectedClient(Unpaced);
            Session onServer = world.Acceptor.Connections[0];
            var toServer = new Alterer(seed, altered => world.Forge(altered, peer.Address, world.Server.LocalAddress));
            var toClient = new Alterer(~seed, altered => world.Forge(altered, world.Server.LocalAddress, peer.Address));
            peer.Link.Swallows = toServer.Alter;
            world.ServerLink.Swallows = toClient.Alter;

            for (int number = 0; number < Messages; number++)
            {
                Send(peer.Session, number);
                Send(onServer, number);
                world.Step();
            }

            RecordingHandler atServer = world.HandlerOf(onServer);
            world.RunUntil(() => HasAll(atServer) && HasAll(peer.Handler));
            peer.Link.Swallows = null;
            world.ServerLink.Swallows = null;
            world.Run(TimeSpan.FromSeconds(1));

            Assert.Equal(SessionState.Connected, peer.Session.State);
            Assert.Equal(SessionState.Connected, onServer.State);
            AssertExactlyOnce(seed, atServer);
            AssertExactlyOnce(seed, peer.Handler);
            Assert.True(toServer.Count > Messages / 4 && toClient.Count > Messages / 4, $"seed {seed}");
            Assert.Equal((seed, toServer.Count), (seed, Dropped(world.Server.Statistics, onServer)));
            Assert.Equal((seed, toClient.Count), (seed, Dropped(peer.Client.Statistics, peer.Session)));
        }
    }

    // Half of what is sent is lost: how fast the rest may go is not the question here.
    private static TransportOptions Unpaced(TransportOptions options) =>
        options with { Congestion = new CongestionOptions { IsEnabled = false } };

    private static void Send(Session session, int number)
    {
        Assert.Equal(SendResult.Queued, session.TrySend(Ordered, NumberedMessages.Create(number, 4 + number)));
        Assert.Equal(SendResult.Queued, session.TrySend(Unordered, NumberedMessages.Create(number, 4 + number)));
    }

    private static bool HasAll(RecordingHandler handler) => handler.Messages.Count >= 2 * Messages;

    private static void AssertExactlyOnce(ulong seed, RecordingHandler handler)
    {
        var expected = Enumerable.Range(0, Messages).Select(number => (seed, number)).ToList();
        Assert.Equal(expected, Numbers(Ordered));
        Assert.Equal(expected, Numbers(Unordered).Order());

        IEnumerable<(ulong Seed, int Number)> Numbers(byte channel) => handler.Messages
            .Where(entry => entry.Channel == channel)
            .Select(entry => (seed, NumberedMessages.NumberOf(entry.Message)));
    }

    // A number that was taken before is the session's to count.
    private static long Dropped(in TransportStatistics counts, Session session) =>
        counts.Garbage + counts.Truncated + counts.Oversized + counts.UnknownSender + counts.BadSeal + counts.Replayed
        + counts.HandshakesRejected
        + session.Statistics.PacketsDuplicate + session.Statistics.PacketsStale;

    /// <summary>Of every two datagrams alters one, and lets the true one through with every other of those.</summary>
    private sealed class Alterer(ulong seed, Action<byte[]> carry)
    {
        private readonly Mutator _mutator = new();
        private SeededRandom _random = new(seed);

        public long Count { get; private set; }

        public bool Alter(byte[] sent)
        {
            ulong chance = _random.Next() % 4;
            if (chance > 1)
                return false;
            byte[] altered = _mutator.Mutate([sent], _random.Next()).ToArray();
            if (altered.AsSpan().SequenceEqual(sent))
                return false;
            carry(altered);
            Count++;
            return chance == 0;
        }
    }
}
