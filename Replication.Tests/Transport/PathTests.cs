using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>A sealed session outlives its client's address, and nobody moves it but the client.</summary>
public sealed class PathTests
{
    private static readonly LinkAddress Elsewhere = Address("10.9.8.7:6");

    [Fact]
    public void A_client_whose_address_changes_keeps_its_session()
    {
        using TransportWorld world = NewWorld(out MovingLink link, out TransportWorld.Peer peer);
        Session session = Assert.Single(world.Acceptor.Connections);
        LinkAddress before = session.Remote;

        link.Move();
        world.Run(TimeSpan.FromSeconds(1));

        Assert.NotEqual(before, session.Remote);
        Assert.Equal(link.LocalAddress, session.Remote);
        Assert.Equal(1, session.PathChanges);
        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Single(world.Acceptor.Connections);
        AssertExchangeWorks(world, session, peer);
    }

    [Fact]
    public void Reliable_messages_arrive_once_and_in_order_while_the_address_changes_again_and_again()
    {
        var conditions = new NetworkConditions
        {
            LossRatio = 0.1,
            Latency = TimeSpan.FromMilliseconds(20),
            Jitter = TimeSpan.FromMilliseconds(10),
            DuplicateRatio = 0.1,
        };
        using TransportWorld world = NewWorld(out MovingLink link, out TransportWorld.Peer peer, conditions);
        Session session = Assert.Single(world.Acceptor.Connections);
        for (byte number = 0; number < 200; number++)
        {
            Assert.Equal(SendResult.Queued, session.TrySend(0, [number]));
            if (number % 50 == 25)
                link.Move();
            world.Run(TimeSpan.FromMilliseconds(20));
        }

        world.Run(TimeSpan.FromSeconds(5));

        Assert.Equal(4, session.PathChanges);
        Assert.Equal(
            Enumerable.Range(0, 200).Select(static number => (byte)number),
            peer.Handler.Messages.Select(static message => message.Message[0]));
    }

    [Fact]
    public void A_packet_repeated_from_elsewhere_before_the_original_moves_nothing()
    {
        using TransportWorld world = NewWorld(out _, out TransportWorld.Peer peer);
        Session session = Assert.Single(world.Acceptor.Connections);
        LinkAddress before = session.Remote;
        int sent = world.ServerLink.Sent.Count;

        peer.Link.Swallows = static _ => true;
        peer.Session.TrySend([1], out _);
        byte[] packet = peer.Link.Sent[^1];
        peer.Link.Swallows = null;
        world.Forge(packet, Elsewhere, world.Server.LocalAddress);
        world.Forge(packet, peer.Address, world.Server.LocalAddress);
        world.Server.Receive();
        byte[] challenge = Assert.Single(world.ServerLink.Sent.Skip(sent));
        Assert.Equal(PacketKind.PathChallenge, PacketHeader.KindOf(challenge[0]));
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(before, session.Remote);
        Assert.Equal(0, session.PathChanges);
        AssertExchangeWorks(world, session, peer);
    }

    [Fact]
    public void No_more_than_three_bytes_for_one_go_to_an_address_that_is_not_proven()
    {
        using TransportWorld world = NewWorld(out _, out TransportWorld.Peer peer);
        int sent = world.ServerLink.Sent.Count;
        long received = 0;
        peer.Link.Swallows = static _ => true;
        for (int index = 0; index < 200; index++)
        {
            peer.Session.TrySend([1], out _);
            byte[] packet = peer.Link.Sent[^1];
            received += packet.Length;
            world.Forge(packet, Elsewhere, world.Server.LocalAddress);
            world.Server.Receive();
            world.Clock.Advance(TransportWorld.Tick);
        }

        byte[][] challenges = [.. world.ServerLink.Sent.Skip(sent)
            .Where(static packet => PacketHeader.KindOf(packet[0]) == PacketKind.PathChallenge)];
        Assert.InRange(challenges.Length, 9, 11);
        Assert.True(challenges.Sum(static packet => packet.Length) <= 3 * received);
    }

    [Fact]
    public void An_old_packet_from_elsewhere_is_not_even_challenged()
    {
        using TransportWorld world = NewWorld(out _, out TransportWorld.Peer peer);
        peer.Link.Swallows = static _ => true;
        peer.Session.TrySend([1], out _);
        byte[] old = peer.Link.Sent[^1];
        peer.Link.Swallows = null;
        peer.Session.TrySend([2], out _);
        world.Run(TransportWorld.Tick * 3);
        int challenges = world.ServerLink.Count(PacketKind.PathChallenge);

        world.Forge(old, Elsewhere, world.Server.LocalAddress);
        world.Server.Receive();

        Assert.Equal(challenges, world.ServerLink.Count(PacketKind.PathChallenge));
        Assert.Equal(2, world.HandlerOf(world.Acceptor.Connections[0]).Payloads.Count);
    }

    [Fact]
    public void An_answer_that_was_not_asked_for_turns_nothing()
    {
        var path = new PeerPath(new LoopbackNetwork(new VirtualClock(), NetworkConditions.Perfect, 1).CreateLink(),
            Address("10.0.0.1:1"));

        Assert.False(path.TryTurn(Elsewhere, answer: 0));
        Assert.True(path.HearElsewhere(Elsewhere, lengthBytes: 20, TimeSpan.Zero));
        Assert.False(path.TryTurn(Elsewhere, answer: 0));
        Assert.Equal(7ul, path.ChallengeCandidate(static () => 7, TimeSpan.Zero));
        Assert.False(path.TryTurn(Elsewhere, answer: 8));
        Assert.False(path.TryTurn(Address("10.9.8.7:5"), answer: 7));
        Assert.False(path.HearElsewhere(Elsewhere, lengthBytes: 20, TimeSpan.FromMilliseconds(99)));
        Assert.True(path.TryTurn(Elsewhere, answer: 7));
        Assert.Equal(Elsewhere, path.Remote);
        Assert.False(path.TryTurn(Elsewhere, answer: 7));
    }

    [Fact]
    public void A_candidate_is_sent_no_more_than_three_times_what_came_from_it()
    {
        var path = new PeerPath(new LoopbackNetwork(new VirtualClock(), NetworkConditions.Perfect, 1).CreateLink(),
            Address("10.0.0.1:1"));
        path.HearElsewhere(Elsewhere, lengthBytes: 20, TimeSpan.Zero);
        path.ChallengeCandidate(static () => 7, TimeSpan.Zero);

        Assert.True(path.SendToCandidate(new byte[40]));
        Assert.False(path.SendToCandidate(new byte[21]));
        Assert.True(path.SendToCandidate(new byte[20]));
        Assert.False(path.SendToCandidate(new byte[1]));
    }

    private static TransportWorld NewWorld(
        out MovingLink link, out TransportWorld.Peer peer, NetworkConditions? conditions = null)
    {
        var world = new TransportWorld(conditions, protection: Protection.Sealed);
        link = new MovingLink(world.Network);
        TransportWorld.Peer added = world.AddClient(link: link);
        world.RunUntil(() => added.Session.State == SessionState.Connected);
        world.Run(TimeSpan.FromMilliseconds(100));
        peer = added;
        return world;
    }

    private static LinkAddress Address(string text)
    {
        Assert.True(LinkAddress.TryParse(text, out LinkAddress address));
        return address;
    }

    private static void AssertExchangeWorks(TransportWorld world, Session session, TransportWorld.Peer peer)
    {
        Assert.True(peer.Session.TrySend([200], out _));
        Assert.True(session.TrySend([201], out _));
        world.Run(TimeSpan.FromMilliseconds(100));
        Assert.Equal([200], world.HandlerOf(session).Payloads[^1]);
        Assert.Equal([201], peer.Handler.Payloads[^1]);
    }
}
