using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class HostileDatagramTests
{
    [Fact]
    public void Garbage_from_anywhere_is_survived_by_both_sides()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Assert.True(LinkAddress.TryParse("10.9.8.7:6", out LinkAddress stranger));

        Gen.Byte.Array[0, 100].Sample(
            garbage =>
            {
                foreach (LinkAddress from in (LinkAddress[])[stranger, peer.Address])
                    world.Forge(garbage, from, world.Server.LocalAddress);
                foreach (LinkAddress from in (LinkAddress[])[stranger, world.Server.LocalAddress])
                    world.Forge(garbage, from, peer.Address);
                world.Server.Receive();
                peer.Client.Receive();
            },
            iter: 2_000,
            threads: 1);

        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Equal(SessionState.Connected, world.Acceptor.Connections[0].State);
        Assert.Empty(peer.Handler.Payloads);
        Assert.Empty(world.HandlerOf(world.Acceptor.Connections[0]).Payloads);
        AssertExchangeWorks(world, peer);
    }

    [Fact]
    public void Every_flipped_bit_of_a_sealed_packet_keeps_it_out()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Link.Swallows = _ => true;
        peer.Session.TrySend([1, 2, 3, 4, 5], out _);
        byte[] packet = peer.Link.Last(PacketKind.Payload);
        peer.Link.Swallows = null;

        for (int bit = 0; bit < packet.Length * 8; bit++)
        {
            byte[] damaged = [.. packet];
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            world.Forge(damaged, peer.Address, world.Server.LocalAddress);
        }

        world.Server.Receive();

        Assert.Empty(world.HandlerOf(world.Acceptor.Connections[0]).Payloads);
        TransportStatistics statistics = world.Server.Statistics;
        Assert.Equal(
            packet.Length * 8,
            statistics.BadSeal + statistics.Garbage + statistics.Truncated + statistics.HandshakesRejected
                + world.Acceptor.Connections[0].Statistics.PacketsDuplicate);
        AssertExchangeWorks(world, peer);
    }

    [Fact]
    public void Every_truncation_of_a_sealed_packet_keeps_it_out()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Link.Swallows = _ => true;
        peer.Session.TrySend([1, 2, 3, 4, 5], out _);
        byte[] packet = peer.Link.Last(PacketKind.Payload);
        peer.Link.Swallows = null;

        for (int lengthBytes = 0; lengthBytes < packet.Length; lengthBytes++)
            world.Forge(packet[..lengthBytes], peer.Address, world.Server.LocalAddress);
        world.Server.Receive();

        Assert.Empty(world.HandlerOf(world.Acceptor.Connections[0]).Payloads);
        Assert.Equal(3, world.Server.Statistics.Truncated);
        AssertExchangeWorks(world, peer);
    }

    [Fact]
    public void Each_kind_of_bad_datagram_has_its_count_on_the_server()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        LinkAddress server = world.Server.LocalAddress;
        Assert.True(LinkAddress.TryParse("10.9.8.7:6", out LinkAddress stranger));

        world.Forge([], stranger, server);
        world.Forge([0, 1, 2, 3], stranger, server);
        world.Forge(new byte[5_000], stranger, server);
        world.Forge(Hex.Parse("06 0000 00000000"), stranger, server);
        world.Forge(Hex.Parse("06 ff00 00000000"), peer.Address, server);
        world.Forge(Hex.Parse("c6 0000 00000000"), peer.Address, server);
        world.Forge(Hex.Parse("01 0203"), stranger, server);
        world.Forge([1, .. new byte[HandshakePackets.RequestBytes - 1]], stranger, server);
        world.Server.Receive();

        TransportStatistics statistics = world.Server.Statistics;
        Assert.Equal(2, statistics.Truncated);
        Assert.Equal(2, statistics.Garbage);
        Assert.Equal(1, statistics.Oversized);
        Assert.Equal(1, statistics.UnknownSender);
        Assert.Equal(1, statistics.BadSeal);
        Assert.Equal(1, statistics.HandshakesRejected);
        Assert.Equal(1, world.Acceptor.Connections[0].Statistics.PacketsRejected);
        AssertExchangeWorks(world, peer);
    }

    [Fact]
    public void Each_kind_of_bad_datagram_has_its_count_on_the_client()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        LinkAddress server = world.Server.LocalAddress;
        Assert.True(LinkAddress.TryParse("10.9.8.7:6", out LinkAddress stranger));

        world.Forge([6], server, peer.Address);
        world.Forge([0, 1, 2, 3], server, peer.Address);
        world.Forge(new byte[5_000], server, peer.Address);
        world.Forge([6, 0, 0, 0, 0, 0, 0], stranger, peer.Address);
        world.Forge([6, 255, 0, 0, 0, 0, 0], server, peer.Address);
        world.Forge(world.ServerLink.Last(PacketKind.Accepted), server, peer.Address);
        peer.Client.Receive();

        TransportStatistics statistics = peer.Client.Statistics;
        Assert.Equal(1, statistics.Truncated);
        Assert.Equal(1, statistics.Garbage);
        Assert.Equal(1, statistics.Oversized);
        Assert.Equal(1, statistics.UnknownSender);
        Assert.Equal(1, statistics.BadSeal);
        Assert.Equal(1, statistics.HandshakesRejected);
        AssertExchangeWorks(world, peer);
    }

    [Fact]
    public void An_answer_with_a_foreign_salt_is_not_believed()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient();
        byte[] buffer = new byte[HandshakePackets.MaxBytes];
        LinkAddress server = world.Server.LocalAddress;

        world.Forge(
            HandshakePackets.WriteDenied(buffer, 1, DisconnectReason.ServerFull).ToArray(), server, peer.Address);
        world.Forge(HandshakePackets.WriteAccepted(buffer, 1, 2, 3, 1_200).ToArray(), server, peer.Address);
        world.Forge(
            HandshakePackets.WriteChallenge(buffer, 1, new byte[HandshakeCookie.Bytes]).ToArray(),
            server,
            peer.Address);
        peer.Client.Receive();

        Assert.Equal(SessionState.Connecting, peer.Session.State);
        Assert.Equal(3, peer.Client.Statistics.HandshakesRejected);
    }

    [Fact]
    public void An_ack_of_what_was_never_sent_rejects_its_packet()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        var forger = new PeerForger(world, peer);
        var header = new PacketHeader(PacketKind.Payload, new Sequence(500), true, new Sequence(999), 0, 0);

        forger.Send(header, [1]);
        world.Server.Receive();

        Assert.Equal(1, session.Statistics.PacketsRejected);
        Assert.Empty(world.HandlerOf(session).Payloads);
    }

    [Theory]
    [InlineData("01 0001")]
    [InlineData("00")]
    [InlineData("01 00")]
    [InlineData("")]
    public void Ranges_of_what_was_never_sent_or_in_no_form_reject_their_packet(string body)
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        for (int index = 0; index < 20; index++)
            session.TrySend([1], out _);
        var header = new PacketHeader(PacketKind.Payload, new Sequence(500), true, new Sequence(15), 0, 0)
        {
            HasRanges = true,
        };

        new PeerForger(world, peer).Send(header, Hex.Parse(body));
        world.Server.Receive();

        Assert.Equal(1, session.Statistics.PacketsRejected);
        Assert.Equal(20, session.Statistics.PacketsInFlight);
    }

    [Fact]
    public void A_sealed_disconnect_without_a_known_reason_is_rejected()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        var forger = new PeerForger(world, peer);
        foreach (byte[] body in (byte[][])[[], [0], [99], [1, 1]])
            forger.Send(PacketKind.Disconnect, body);

        world.Server.Receive();

        Assert.Equal(4, session.Statistics.PacketsRejected);
        Assert.Equal(SessionState.Connected, session.State);
    }

    [Fact]
    public void A_flood_does_not_keep_one_receive_busy_for_ever()
    {
        using var world = new TransportWorld(change: options => options with { MaxDatagramsPerReceive = 10 });
        Assert.True(LinkAddress.TryParse("10.9.8.7:6", out LinkAddress stranger));
        for (int index = 0; index < 25; index++)
            world.Forge([0, 0, 0], stranger, world.Server.LocalAddress);

        world.Server.Receive();
        Assert.Equal(10, world.Server.Statistics.DatagramsReceived);
        world.Server.Receive();
        world.Server.Receive();

        Assert.Equal(25, world.Server.Statistics.Garbage);
    }

    private static void AssertExchangeWorks(TransportWorld world, TransportWorld.Peer peer)
    {
        Session session = world.Acceptor.Connections[0];
        Assert.True(peer.Session.TrySend([200], out Sequence up));
        Assert.True(session.TrySend([201], out Sequence down));
        world.Run(TimeSpan.FromMilliseconds(100));

        Assert.Equal([200], world.HandlerOf(session).Payloads[^1]);
        Assert.Equal([201], peer.Handler.Payloads[^1]);
        Assert.Equal(up, peer.Handler.DeliveredSequences[^1]);
        Assert.Equal(down, world.HandlerOf(session).DeliveredSequences[^1]);
    }
}
