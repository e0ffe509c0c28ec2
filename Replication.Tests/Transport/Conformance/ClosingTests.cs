using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>A server holds no connection that it has no session in by its own will.</summary>
public sealed class ClosingTests
{
    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void A_session_that_the_server_ends_takes_its_connection_along(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();
        var link = (ConnectionLink)world.Links.Server;

        onServer.Disconnect();
        world.RunUntil(() => client.Session.State == SessionState.Disconnected && link.ConnectionCount == 0);

        Assert.Equal(DisconnectReason.ClosedByPeer, client.Session.Reason);
        Assert.Equal(1, link.CountOf(ConnectionEnd.Closed));
        Assert.Null(link.LastFailure);
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void Whoever_finds_the_server_full_is_told_and_closed_and_the_others_stay(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind, static options => options with { MaxSessions = 1 });
        (ConformanceWorld.Peer first, _) = world.AddConnectedClient();
        var link = (ConnectionLink)world.Links.Server;

        ConformanceWorld.Peer second = world.AddClient();
        world.RunUntil(
            () => second.Session.State == SessionState.Disconnected && link.CountOf(ConnectionEnd.Closed) == 1);

        Assert.Equal(DisconnectReason.ServerFull, second.Session.Reason);
        world.RunUntil(() => link.ConnectionCount == 1);
        Assert.Equal(SessionState.Connected, first.Session.State);
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void A_request_closes_nothing_because_its_address_is_not_proven(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);

        ConformanceWorld.Peer client = world.AddClient(static options => options with { ProtocolId = 8 });
        world.RunUntil(() => client.Session.State == SessionState.Disconnected);

        // Had the server closed, this would be the end's reason, whoever closes last.
        world.Kill(client);
        var link = (ConnectionLink)world.Links.Server;
        world.RunUntil(() => link.ConnectionCount == 0);
        Assert.Equal(0, link.CountOf(ConnectionEnd.Closed));
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void A_client_that_ended_its_session_has_the_next_in_the_same_connection(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, _) = world.AddConnectedClient();
        client.Session.Disconnect();
        world.RunUntil(() => world.Acceptor.Ends.Count == 1);

        world.ConnectAgain(client);
        world.RunUntil(() => client.Session.State == SessionState.Connected);

        Assert.Equal(1, ((ConnectionLink)world.Links.Server).ConnectionsOpened);
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void A_client_that_was_put_out_has_the_next_in_another_connection(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();
        onServer.Disconnect();
        world.RunUntil(() => client.Session.State == SessionState.Disconnected);

        world.ConnectAgain(client);
        world.RunUntil(() => client.Session.State == SessionState.Connected);

        Assert.Equal(2ul, client.Session.Id);
        Assert.Equal(2, ((ConnectionLink)world.Links.Server).ConnectionsOpened);
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void What_was_sent_before_arrives_and_what_is_sent_after_is_refused(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind) { IsServerAlive = false };
        (ILink client, LinkAddress address) = world.Links.OpenClient();
        var server = (ConnectionLink)world.Links.Server;
        byte[] buffer = new byte[2_000];
        Assert.True(client.Send([1], address));
        LinkAddress peer = Patience.Receive(server, buffer).From;

        for (int index = 0; index < 30; index++)
            Assert.True(server.Send(new byte[1_000 + index], peer));
        server.Close(peer);

        Assert.False(server.Send([1], peer));
        for (int index = 0; index < 30; index++)
            Assert.Equal(1_000 + index, Patience.Receive(client, buffer).LengthBytes);
        Patience.Until(() => server.ConnectionCount == 0 && ((ConnectionLink)client).ConnectionCount == 0);
        Assert.Equal(1, server.CountOf(ConnectionEnd.Closed));
        Assert.Equal(1, ((ConnectionLink)client).CountOf(ConnectionEnd.PeerClosed));
        client.Dispose();
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_peer_that_does_not_close_and_goes_on_sending_is_closed_in_time_and_not_heard(LinkKind kind)
    {
        byte[] frame = [3, 0, 1, 2, 3];
        using var attack = new StreamAttack(kind, speed: 0);
        attack.World.IsServerAlive = false;
        attack.Stream.Write(frame);
        LinkAddress peer = Patience.Receive(attack.Link, new byte[8]).From;

        attack.Link.Close(peer);
        attack.Stream.Write(frame);
        attack.World.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(attack.Link.TryReceive(new byte[8], out _));
        Assert.Equal(1, attack.Link.ConnectionCount);
        attack.World.Clock.Advance(TimeSpan.FromSeconds(0.2));

        Patience.Until(() => !attack.Link.TryReceive(new byte[8], out _) && attack.Link.ConnectionCount == 0);
        attack.AssertEnds(ConnectionEnd.Closed);
        Assert.Equal(1, attack.Link.Statistics.DatagramsReceived);
    }
}
