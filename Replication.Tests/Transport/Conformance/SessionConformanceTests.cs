using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>How sessions begin and end, the same over every link.</summary>
public sealed class SessionConformanceTests
{
    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_client_connects_and_both_sides_name_the_session_alike(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);

        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();

        Assert.Equal(1ul, client.Session.Id);
        Assert.Equal(client.Session.Id, onServer.Id);
        Assert.Equal(client.Session.MaxPayloadBytes, onServer.MaxPayloadBytes);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void Several_clients_have_a_session_each(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        ConformanceWorld.Peer[] peers = [.. Enumerable.Range(0, 8).Select(_ => world.AddClient())];
        world.RunUntil(() => peers.All(peer => peer.Session.State == SessionState.Connected));

        for (byte number = 0; number < peers.Length; number++)
            Assert.True(peers[number].Session.TrySend([number], out _));
        world.RunUntil(() => world.Acceptor.Handlers.Values.Sum(handler => handler.Payloads.Count) == peers.Length);

        foreach (ConformanceWorld.Peer peer in peers)
        {
            Session onServer = world.Acceptor.Connections.Single(session => session.Id == peer.Session.Id);
            Assert.Equal(Array.IndexOf(peers, peer), world.HandlerOf(onServer).Payloads.Single()[0]);
        }
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_sealed_session_is_carried_as_well(LinkKind kind)
    {
        byte[] key = new byte[ConnectTokenMint.PrivateKeyBytes];
        key[0] = 1;
        using var world = new ConformanceWorld(kind, options => options with { PrivateKey = key });
        using var mint = new ConnectTokenMint(protocolId: 7, key, TimeProvider.System);

        ConformanceWorld.Peer client = world.AddClient(mint.Mint(5, [world.Links.Server.LocalAddress]));
        world.RunUntil(() => client.Session.State == SessionState.Connected && world.Acceptor.Connections.Count == 1);
        Assert.True(client.Session.TrySend([1, 2, 3], out _));
        world.RunUntil(() => world.HandlerOf(world.Acceptor.Connections[0]).Payloads.Count == 1);

        client.Client.Dispose();
        world.RunUntil(() => world.Acceptor.Ends.Count == 1);
        Assert.Equal(DisconnectReason.ClosedByPeer, world.Acceptor.Ends[0].Reason);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_client_of_another_protocol_is_denied(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        bool isNetcode = kind == LinkKind.UdpNetcode;

        ConformanceWorld.Peer client = world.AddClient(static options => options with { ProtocolId = 8 });
        world.RunUntil(
            () => client.Session.State == SessionState.Disconnected,
            aheadEachStep: isNetcode ? TimeSpan.FromMilliseconds(100) : default);

        // The standard has no answer to a token of another protocol.
        Assert.Equal(
            isNetcode ? DisconnectReason.ConnectTimeout : DisconnectReason.ProtocolMismatch, client.Session.Reason);
        Assert.Empty(world.Acceptor.Connections);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_full_server_says_so(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind, static options => options with { MaxSessions = 1 });
        world.AddConnectedClient();

        ConformanceWorld.Peer second = world.AddClient();
        world.RunUntil(() => second.Session.State == SessionState.Disconnected);

        Assert.Equal(DisconnectReason.ServerFull, second.Session.Reason);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_client_that_leaves_is_heard_at_once(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();

        client.Client.Dispose();
        world.RunUntil(() => world.Acceptor.Ends.Count == 1);

        Assert.Equal((onServer, DisconnectReason.ClosedByPeer), world.Acceptor.Ends[0]);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_server_that_ends_a_session_is_heard_at_once(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();

        onServer.Disconnect();
        world.RunUntil(() => client.Session.State == SessionState.Disconnected);

        Assert.Equal(DisconnectReason.ClosedByPeer, client.Session.Reason);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_server_that_is_disposed_is_heard_at_once(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, _) = world.AddConnectedClient();

        world.IsServerAlive = false;
        world.Server.Dispose();
        world.RunUntil(() => client.Session.State == SessionState.Disconnected);

        Assert.Equal(DisconnectReason.ClosedByPeer, client.Session.Reason);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_client_that_vanishes_times_out_on_the_server(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();
        world.Kill(client);

        world.RunUntil(() => world.Acceptor.Ends.Count == 1, aheadEachStep: TimeSpan.FromSeconds(1));

        Assert.Equal((onServer, DisconnectReason.Timeout), world.Acceptor.Ends[0]);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_server_that_hangs_times_out_on_the_client(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, _) = world.AddConnectedClient();
        world.IsServerAlive = false;

        world.RunUntil(
            () => client.Session.State == SessionState.Disconnected, aheadEachStep: TimeSpan.FromSeconds(1));

        Assert.Equal(DisconnectReason.Timeout, client.Session.Reason);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_client_without_an_answer_gives_up(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind) { IsServerAlive = false };

        ConformanceWorld.Peer client = world.AddClient();
        world.RunUntil(
            () => client.Session.State == SessionState.Disconnected, aheadEachStep: TimeSpan.FromSeconds(1));

        Assert.Equal(DisconnectReason.ConnectTimeout, client.Session.Reason);
    }

    [Theory]
    [MemberData(nameof(EveryLink.All), MemberType = typeof(EveryLink))]
    public void A_session_that_ended_may_be_followed_by_another_on_the_same_link(LinkKind kind)
    {
        using var world = new ConformanceWorld(kind);
        (ConformanceWorld.Peer client, _) = world.AddConnectedClient();
        client.Session.Disconnect();
        world.RunUntil(() => world.Acceptor.Ends.Count == 1);

        world.ConnectAgain(client);
        world.RunUntil(() => client.Session.State == SessionState.Connected);

        Assert.Equal(2ul, client.Session.Id);
    }
}
