using Replication.Tests.Transport.Channels;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>Sealed sessions whose keys change while they speak.</summary>
public sealed class RekeyTests
{
    private const byte Ordered = 0;
    private const int OddPayload = 12;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Fact]
    public void Both_sides_take_a_new_key_after_the_interval_and_nothing_is_lost_or_refused()
    {
        using TransportWorld world = NewWorld(Protection.Sealed);
        TransportWorld.Peer peer = world.AddConnectedClient(Often);
        Session session = world.Acceptor.Connections[0];
        world.Network.Conditions = new NetworkConditions { Latency = TimeSpan.FromMilliseconds(20) };

        int sent = Talk(world, peer, session, TimeSpan.FromSeconds(5));

        Assert.Equal(Enumerable.Range(0, sent), NumbersOf(world.HandlerOf(session)));
        Assert.Equal(Enumerable.Range(0, sent), NumbersOf(peer.Handler));
        Assert.InRange(KeyChanges(peer.Link), 4, 5);
        Assert.InRange(KeyChanges(world.ServerLink), 4, 5);
        AssertCounted(peer.Session.Statistics, KeyChanges(peer.Link), KeyChanges(world.ServerLink));
        AssertCounted(session.Statistics, KeyChanges(world.ServerLink), KeyChanges(peer.Link));
        AssertNothingWentWrong(peer.Session.Statistics);
        AssertNothingWentWrong(session.Statistics);
        Assert.Equal(0, world.Server.Statistics.BadSeal + peer.Client.Statistics.BadSeal);
    }

    [Fact]
    public void No_key_changes_before_the_interval()
    {
        using TransportWorld world = NewWorld(Protection.Sealed);
        TransportWorld.Peer peer = world.AddConnectedClient(Often);

        Talk(world, peer, world.Acceptor.Connections[0], TimeSpan.FromMilliseconds(700));

        Assert.Equal(0, KeyChanges(peer.Link) + KeyChanges(world.ServerLink));
    }

    [Fact]
    public void Loss_reorder_and_duplicates_across_new_keys_cost_no_message()
    {
        for (ulong seed = 1; seed <= 4; seed++)
            TalkThroughLoss(seed);
    }

    [Fact]
    public void A_side_that_hears_no_ack_changes_its_key_once()
    {
        using TransportWorld world = NewWorld(Protection.Sealed);
        TransportWorld.Peer peer = world.AddConnectedClient(Often);
        Session session = world.Acceptor.Connections[0];
        Talk(world, peer, session, TimeSpan.FromMilliseconds(500));
        peer.Link.Swallows = static _ => true;
        Talk(world, peer, session, TimeSpan.FromSeconds(4));

        Assert.Equal(1, KeyChanges(peer.Link));
        peer.Link.Swallows = null;
        int sent = Talk(world, peer, session, TimeSpan.FromSeconds(3));
        Assert.Equal(SessionState.Connected, session.State);
        Assert.True(sent > 0 && KeyChanges(peer.Link) >= 3);
        Assert.Equal(0, world.Server.Statistics.BadSeal);
    }

    [Theory]
    [InlineData(Protection.Open)]
    [InlineData(Protection.Netcode)]
    public void Sessions_without_keys_of_their_own_change_none(Protection protection)
    {
        using TransportWorld world = NewWorld(protection);
        TransportWorld.Peer peer = world.AddConnectedClient(Often);

        int sent = Talk(world, peer, world.Acceptor.Connections[0], TimeSpan.FromSeconds(3));

        Assert.Equal(Enumerable.Range(0, sent), NumbersOf(peer.Handler));
        AssertCounted(peer.Session.Statistics, own: 0, peers: 0);
        if (protection == Protection.Open)
            Assert.Equal(0, KeyChanges(peer.Link) + KeyChanges(world.ServerLink));
    }

    [Fact]
    public void A_key_changes_after_its_count_of_packets_too()
    {
        using var seal = new AeadSeal(new OutgoingKeys(NewChain()), new IncomingKeys(NewChain()), receivesId: false);
        var rekeying = new Rekeying(seal, TimeSpan.FromHours(24), now: TimeSpan.Zero);
        var sent = new SentPackets();
        sent.Add(TimeSpan.Zero, hasPayload: true);
        sent.Acknowledge(0, TimeSpan.Zero, out _);
        while (sent.NextNumber < Rekeying.PacketsPerKey - 1)
            sent.Skip();

        rekeying.Update(sent, TimeSpan.Zero);
        Assert.False(seal.IsOddKey);
        sent.Skip();
        rekeying.Update(sent, TimeSpan.Zero);
        Assert.True(seal.IsOddKey);
    }

    [Fact]
    public void A_checksum_has_no_odd_key()
    {
        SessionSalts salts = SessionSalts.From(1, 2);
        var sender = new ChecksumSeal(7, salts.ToServer, salts.ToClient);
        var receiver = new ChecksumSeal(7, salts.ToClient, salts.ToServer);
        byte[] packet = new byte[PacketHeader.MinBytes + ChecksumSeal.Bytes];
        packet[0] = OddPayload;
        sender.Seal(packet, PacketHeader.MinBytes, 0);

        Assert.False(receiver.TryOpen(packet, PacketHeader.MinBytes, 0, isOddKey: true, out _));
    }

    private static void TalkThroughLoss(ulong seed)
    {
        using var world = new TransportWorld(seed: seed, change: OftenUnpaced, protection: Protection.Sealed);
        TransportWorld.Peer peer = world.AddConnectedClient(OftenUnpaced);
        Session session = world.Acceptor.Connections[0];
        world.Network.Conditions = new NetworkConditions
        {
            LossRatio = 0.3,
            Latency = TimeSpan.FromMilliseconds(20),
            Jitter = TimeSpan.FromMilliseconds(30),
            ReorderRatio = 0.2,
            DuplicateRatio = 0.2,
        };

        int sent = Talk(world, peer, session, TimeSpan.FromSeconds(5));
        world.RunUntil(() => world.HandlerOf(session).Messages.Count >= sent && peer.Handler.Messages.Count >= sent);

        Assert.Equal(Enumerable.Range(0, sent), NumbersOf(world.HandlerOf(session)));
        Assert.Equal(Enumerable.Range(0, sent), NumbersOf(peer.Handler));
        Assert.True(KeyChanges(peer.Link) >= 3, $"seed {seed}");
        Assert.Equal(0, peer.Session.Statistics.PacketsRejected + session.Statistics.PacketsRejected);
    }

    private static TransportWorld NewWorld(Protection protection) => new(change: Often, protection: protection);

    private static TransportOptions Often(TransportOptions options) => options with { RekeyInterval = Interval };

    private static TransportOptions OftenUnpaced(TransportOptions options) =>
        Often(options) with { Congestion = CongestionOptions.Off };

    /// <returns>How many numbered messages each side has sent.</returns>
    private static int Talk(TransportWorld world, TransportWorld.Peer peer, Session session, TimeSpan duration)
    {
        int number = 0;
        for (TimeSpan end = world.Clock.Now() + duration; world.Clock.Now() < end; number++)
        {
            peer.Session.TrySend(Ordered, NumberedMessages.Create(number, 40));
            session.TrySend(Ordered, NumberedMessages.Create(number, 40));
            peer.Session.TrySend([1], out _);
            session.TrySend([2], out _);
            world.Step();
        }

        world.Run(TimeSpan.FromMilliseconds(200));
        return number;
    }

    private static KeyChain NewChain() => new(AeadSources.Best, CipherKind.ChaCha20, new byte[IAead.KeyBytes]);

    private static IEnumerable<int> NumbersOf(RecordingHandler handler) =>
        handler.Messages.Select(static message => NumberedMessages.NumberOf(message.Message));

    private static int KeyChanges(TappedLink link)
    {
        bool[] odd =
        [
            .. link.Sent
                .Where(static packet => PacketHeader.KindOf(packet[0]) == PacketKind.Payload)
                .Select(static packet => (packet[0] & 0x0F) == OddPayload),
        ];
        return odd.Zip(odd.Skip(1)).Count(static pair => pair.First != pair.Second);
    }

    // The last one of the peer may still be on its way.
    private static void AssertCounted(in SessionStatistics statistics, int own, int peers)
    {
        Assert.Equal(own, statistics.KeyChangesSent);
        Assert.InRange(statistics.KeyChangesReceived, peers - 1, peers);
    }

    private static void AssertNothingWentWrong(in SessionStatistics statistics)
    {
        Assert.Equal(0, statistics.PacketsLost);
        Assert.Equal(0, statistics.AcksAfterLoss);
        Assert.Equal(0, statistics.PacketsRejected);
        Assert.Equal(0, statistics.PacketsStale);
        Assert.Equal(0, statistics.PacketsDuplicate);
    }
}
