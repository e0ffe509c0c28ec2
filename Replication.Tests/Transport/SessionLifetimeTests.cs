using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public abstract class SessionLifetimeTests(Protection protection)
{
    [Fact]
    public void Heartbeats_keep_an_idle_session_alive()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();

        world.Run(TimeSpan.FromSeconds(30));

        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Empty(world.Acceptor.Ends);
        Assert.InRange(peer.Session.Statistics.PacketsSent, 110, 125);
        Assert.Equal(0, peer.Session.Statistics.PacketsLost);
        Assert.Empty(peer.Handler.DeliveredSequences);
        Assert.Empty(peer.Handler.Payloads);
    }

    [Fact]
    public void Silence_ends_the_session_on_both_sides_with_the_reason()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();

        world.Network.Conditions = new NetworkConditions { LossRatio = 1 };
        world.Run(TimeSpan.FromSeconds(9.5));
        Assert.Equal(SessionState.Connected, peer.Session.State);
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(SessionState.Disconnected, peer.Session.State);
        Assert.Equal(DisconnectReason.Timeout, peer.Session.Reason);
        Assert.Equal(DisconnectReason.Timeout, Assert.Single(world.Acceptor.Ends).Reason);
        Assert.Equal(0, world.Server.Sessions.Length);
    }

    [Fact]
    public void A_side_that_timed_out_tells_the_other_side_that_it_still_reaches()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Link.Swallows = _ => true;

        world.RunUntil(() => world.Acceptor.Ends.Count == 1);
        world.Run(TransportWorld.Tick * 2);

        Assert.Equal(DisconnectReason.Timeout, peer.Session.Reason);
    }

    [Fact]
    public void A_long_pause_of_this_side_is_not_the_peers_silence()
    {
        using var world = NewWorld(
            change: options => options with { Timeout = TimeSpan.FromSeconds(2) });
        TransportWorld.Peer peer = world.AddConnectedClient();
        Assert.True(peer.Session.TrySend([1], out _));

        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Server.Receive();

        Session session = Assert.Single(world.Acceptor.Connections);
        Assert.Equal(SessionState.Connected, session.State);
        Assert.Single(world.HandlerOf(session).Payloads);
    }

    [Fact]
    public void A_disconnect_of_the_client_ends_both_sides_with_the_reason()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();

        peer.Session.Disconnect();
        peer.Session.Disconnect();
        world.Run(TransportWorld.Tick * 2);

        Assert.Equal(DisconnectReason.Closed, peer.Session.Reason);
        Assert.Equal(DisconnectReason.ClosedByPeer, Assert.Single(world.Acceptor.Ends).Reason);
        Assert.Equal(3, peer.Link.Count(PacketKind.Disconnect));
    }

    [Fact]
    public void A_disconnect_of_the_server_ends_both_sides_with_the_reason()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();

        world.Acceptor.Connections[0].Disconnect(DisconnectReason.Misbehaved);
        world.Run(TransportWorld.Tick * 2);

        Assert.Equal(DisconnectReason.RejectedByPeer, peer.Session.Reason);
        Assert.Equal(DisconnectReason.Misbehaved, Assert.Single(world.Acceptor.Ends).Reason);
    }

    [Fact]
    public void Two_of_the_three_disconnect_packets_may_be_lost()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        int seen = 0;
        peer.Link.Swallows = datagram => PacketHeader.KindOf(datagram[0]) == PacketKind.Disconnect && ++seen < 3;

        peer.Session.Disconnect();
        world.Run(TransportWorld.Tick * 2);

        Assert.Equal(DisconnectReason.ClosedByPeer, Assert.Single(world.Acceptor.Ends).Reason);
    }

    [Fact]
    public void Only_a_reason_that_is_chosen_can_be_given()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();

        Assert.Throws<ArgumentOutOfRangeException>(() => peer.Session.Disconnect(DisconnectReason.Timeout));
    }

    [Fact]
    public void A_disconnect_while_connecting_stops_the_attempt()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddClient();

        peer.Session.Disconnect();
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(DisconnectReason.Closed, peer.Session.Reason);
        Assert.Empty(world.Acceptor.Connections);
        Assert.Equal(1, peer.Link.Count(PacketKind.ConnectRequest));
    }

    [Fact]
    public void A_client_may_connect_again_after_an_end()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Session.Disconnect();
        world.Run(TransportWorld.Tick * 2);
        Session former = peer.Session;

        world.ConnectAgain(peer);
        world.Run(TransportWorld.Tick * 4);

        Assert.NotSame(former, peer.Session);
        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Equal(2ul, peer.Session.Id);
        Assert.Equal(2, peer.Client.Statistics.SessionsConnected);
    }

    [Fact]
    public void Disconnecting_every_session_while_walking_them_is_safe()
    {
        using var world = NewWorld();
        for (int index = 0; index < 5; index++)
            world.AddConnectedClient();

        foreach (Session session in world.Server.Sessions)
            session.Disconnect();
        Assert.Empty(world.Acceptor.Ends);
        world.Server.Flush();

        Assert.Equal(5, world.Acceptor.Ends.Count);
        Assert.Equal(5, world.Acceptor.Ends.Select(end => end.Session).Distinct().Count());
        Assert.Equal(0, world.Server.Sessions.Length);
    }

    [Fact]
    public void A_callback_may_disconnect_its_session_and_all_others()
    {
        using var world = NewWorld();
        TransportWorld.Peer[] peers = [.. Enumerable.Range(0, 4).Select(_ => world.AddConnectedClient())];
        void EndAll()
        {
            foreach (Session session in world.Server.Sessions)
                session.Disconnect();
        }

        world.HandlerOf(world.Acceptor.Connections[1]).OnReceive = EndAll;
        world.Acceptor.OnDisconnected = _ => EndAll();
        peers[1].Session.TrySend([1], out _);
        peers[1].Session.TrySend([2], out _);
        world.Run(TransportWorld.Tick * 3);

        Assert.Equal(4, world.Acceptor.Ends.Count);
        Assert.Single(world.HandlerOf(world.Acceptor.Connections[1]).Payloads);
        Assert.All(peers, peer => Assert.Equal(DisconnectReason.ClosedByPeer, peer.Session.Reason));
    }

    [Fact]
    public void An_acceptor_may_refuse_by_disconnecting_at_once()
    {
        using var world = NewWorld();
        world.Acceptor.OnConnected = session => session.Disconnect();
        TransportWorld.Peer peer = world.AddClient();

        world.Run(TransportWorld.Tick * 4);

        Assert.Equal(DisconnectReason.ClosedByPeer, peer.Session.Reason);
        Assert.Equal(DisconnectReason.Closed, Assert.Single(world.Acceptor.Ends).Reason);
    }

    [Fact]
    public void A_session_whose_acceptor_throws_is_ended()
    {
        using var world = NewWorld();
        world.Acceptor.OnConnected = _ => throw new InvalidTimeZoneException();
        TransportWorld.Peer peer = world.AddClient();

        Assert.Throws<InvalidTimeZoneException>(() => world.Run(TransportWorld.Tick * 4));
        world.Run(TransportWorld.Tick * 4);

        Assert.Equal(DisconnectReason.ClosedByPeer, peer.Session.Reason);
        Assert.Single(world.Acceptor.Ends);
    }

    [Fact]
    public void What_an_acceptor_sends_at_once_arrives_after_the_answer()
    {
        using var world = NewWorld();
        world.Acceptor.OnConnected = session => Assert.True(session.TrySend([42], out _));
        TransportWorld.Peer peer = world.AddClient();

        world.Run(TransportWorld.Tick * 4);

        Assert.Equal([42], Assert.Single(peer.Handler.Payloads));
    }

    [Fact]
    public void Nothing_is_delivered_or_lost_after_the_end()
    {
        using var world = NewWorld(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(50) });
        TransportWorld.Peer peer = world.AddConnectedClient();
        for (int index = 0; index < 10; index++)
            Assert.True(peer.Session.TrySend([1], out _));

        peer.Session.Disconnect();
        world.Run(TimeSpan.FromSeconds(2));

        Assert.Empty(peer.Handler.DeliveredSequences);
        Assert.Empty(peer.Handler.LostSequences);
        Assert.Equal(0, peer.Session.Statistics.PacketsInFlight);
        Assert.False(peer.Session.TrySend([1], out _));
    }

    [Fact]
    public void Receive_from_inside_a_callback_is_misuse()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        world.Acceptor.Connections[0].TrySend([1], out _);
        peer.Handler.OnReceive = peer.Client.Receive;

        Assert.Throws<InvalidOperationException>(peer.Client.Receive);
    }

    [Fact]
    public void Disposing_the_server_ends_every_session_and_its_link()
    {
        using var world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();

        world.Server.Dispose();
        peer.Client.Receive();

        Assert.Equal(DisconnectReason.Closed, Assert.Single(world.Acceptor.Ends).Reason);
        Assert.Equal(DisconnectReason.ClosedByPeer, peer.Session.Reason);
        Assert.False(world.ServerLink.Send([1], peer.Address));
    }

    private TransportWorld NewWorld(
        NetworkConditions? conditions = null,
        ulong seed = 1,
        Func<TransportOptions, TransportOptions>? change = null) =>
        new(conditions, seed, change, protection);
}
