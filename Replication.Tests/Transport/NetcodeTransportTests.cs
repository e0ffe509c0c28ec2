using Replication.Tests.Transport.Security;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>Sessions in netcode's packets: one slot for each, and neither outlives the other.</summary>
public sealed class NetcodeTransportTests
{
    [Fact]
    public void A_token_gives_a_slot_and_in_it_a_session_whose_client_the_server_knows()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddClient(token: world.Mint(clientId: 42));

        world.Run(TimeSpan.FromSeconds(1));

        Session session = Assert.Single(world.Acceptor.Connections);
        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Equal(42ul, session.ClientId);
        Assert.Equal([1, 2, 3, 0], session.UserData.ToArray()[..4]);
        Assert.True(peer.Session.TrySend([200], out _));
        // Without a word in the options: netcode's packets hold no more.
        Assert.Equal(1_171, session.MaxPayloadBytes);
        Assert.True(session.TrySend(new byte[1_171], out _));
        world.Run(TimeSpan.FromMilliseconds(100));
        Assert.Equal([200], world.HandlerOf(session).Payloads[^1]);
        Assert.Equal(1_171, peer.Handler.Payloads[^1].Length);
    }

    [Fact]
    public void Every_packet_on_the_way_is_one_of_netcodes()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddClient();
        world.Run(TimeSpan.FromSeconds(1));
        peer.Session.Disconnect();
        world.Run(TimeSpan.FromSeconds(1));

        Assert.All(peer.Link.Sent.Concat(world.ServerLink.Sent), static packet => Assert.True(
            packet[0] == 0 || NetcodeHeader.Read(packet, out _) == NetcodeRefusal.None));
        Assert.InRange(
            peer.Link.Count(NetcodePacketKind.Disconnect) + world.ServerLink.Count(NetcodePacketKind.Disconnect),
            NetcodeFormat.DisconnectPacketCount,
            2 * NetcodeFormat.DisconnectPacketCount);
    }

    [Fact]
    public void The_end_of_a_session_frees_its_slot_on_both_sides()
    {
        using TransportWorld world = NewWorld(static options => options with { MaxSessions = 1 });
        TransportWorld.Peer first = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];

        session.Disconnect();
        world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(DisconnectReason.ClosedByPeer, first.Session.Reason);
        TransportWorld.Peer second = world.AddClient();
        world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(SessionState.Connected, second.Session.State);

        second.Session.Disconnect();
        world.Run(TimeSpan.FromSeconds(1));
        first.Client.Connect(world.Mint());
        world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(SessionState.Connected, first.Session.State);
        Assert.Equal(3, world.Acceptor.Connections.Count);
    }

    [Fact]
    public void Silence_ends_the_session_on_both_sides_with_the_reason()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        world.Network.Conditions = NetworkConditions.Perfect with { LossRatio = 1 };

        world.Run(TimeSpan.FromSeconds(11));

        Assert.Equal(DisconnectReason.Timeout, peer.Session.Reason);
        Assert.Equal(DisconnectReason.Timeout, world.Acceptor.Ends.Single().Reason);
    }

    [Fact]
    public void A_full_server_denies_and_the_token_s_next_server_is_tried()
    {
        using TransportWorld world = NewWorld(static options => options with { MaxSessions = 1 });
        world.AddConnectedClient();
        Assert.True(LinkAddress.TryParse("127.0.0.1:9999", out LinkAddress nobody));
        TransportWorld.Peer refused = world.AddClient();
        TransportWorld.Peer sent = world.AddClient(token: world.Mint(servers: [world.Server.LocalAddress, nobody]));

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(DisconnectReason.ServerFull, refused.Session.Reason);
        Assert.Equal(nobody, sent.Session.Remote);
    }

    [Fact]
    public void A_token_is_not_used_twice()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Session.Disconnect();
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Throws<InvalidOperationException>(peer.Client.Connect);
    }

    [Fact]
    public void A_slot_without_a_session_is_freed()
    {
        using TransportWorld world = NewWorld();
        using ILink link = world.Network.CreateLink();
        var handler = new RecordingNetcodeHandler();
        using var client = new NetcodeClient(link, world.Mint(), world.Clock, handler, AeadSources.Best);
        byte[] buffer = new byte[2_048];
        client.Connect();
        for (int step = 0; step < 2_400 && client.EndReason == NetcodeEndReason.None; step++)
        {
            world.Step();
            while (link.TryReceive(buffer, out ReceivedDatagram received))
                client.Take(buffer.AsSpan(0, received.LengthBytes), received.From);
            client.Update();
        }

        Assert.Equal(NetcodeEndReason.ClosedByPeer, client.EndReason);
        Assert.Empty(world.Acceptor.Connections);
    }

    [Fact]
    public void What_is_ignored_below_the_sessions_is_counted()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        LinkAddress server = world.Server.LocalAddress;
        byte[] payload = peer.Link.Last(NetcodePacketKind.Payload);
        LinkAddress stranger = LinkAddress.FromIPv4(0x0A09_0807, 6);

        world.Forge(payload, peer.Address, server);
        world.Forge(payload, stranger, server);
        world.Forge([0x15, 0xFF, .. payload[2..]], peer.Address, server);
        world.Forge([7, 7, 7], stranger, server);
        world.Forge(new byte[5_000], stranger, server);
        world.Server.Receive();

        TransportStatistics statistics = world.Server.Statistics;
        Assert.Equal(1, statistics.Replayed);
        Assert.Equal(1, statistics.UnknownSender);
        Assert.Equal(1, statistics.BadSeal);
        Assert.Equal(2, statistics.Garbage);
    }

    private static TransportWorld NewWorld(Func<TransportOptions, TransportOptions>? change = null) =>
        new(change: change, protection: Protection.Netcode);
}
