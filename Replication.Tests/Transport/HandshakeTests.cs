using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class HandshakeTests
{
    [Fact]
    public void Four_packets_make_a_session_on_both_sides()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient();
        Assert.Equal(SessionState.Connecting, peer.Session.State);

        world.Run(TransportWorld.Tick * 4);

        Session session = Assert.Single(world.Acceptor.Connections);
        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Equal(SessionState.Connected, session.State);
        Assert.Equal(session.Id, peer.Session.Id);
        Assert.Equal(peer.Address, session.Remote);
        Assert.Equal(1, peer.Link.Count(PacketKind.ConnectRequest));
        Assert.Equal(1, peer.Link.Count(PacketKind.ChallengeResponse));
        Assert.Equal(1, world.ServerLink.Count(PacketKind.Challenge));
        Assert.Equal(1, world.ServerLink.Count(PacketKind.Accepted));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_lost_handshake_packet_is_repaired_by_repetition(int kind)
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient(connect: false);
        int left = 2;
        bool SwallowsTheFirst(byte[] datagram) => datagram[0] == kind && left-- > 0;
        peer.Link.Swallows = SwallowsTheFirst;
        world.ServerLink.Swallows = SwallowsTheFirst;

        peer.Client.Connect();
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Single(world.Acceptor.Connections);
        Assert.Empty(world.Acceptor.Ends);
    }

    [Fact]
    public void Every_handshake_ends_in_one_session_however_bad_the_network()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var conditions = new NetworkConditions
            {
                LossRatio = 0.4,
                Latency = TimeSpan.FromMilliseconds(60),
                Jitter = TimeSpan.FromMilliseconds(80),
                ReorderRatio = 0.2,
                DuplicateRatio = 0.3,
            };
            using var world = new TransportWorld(conditions, seed);
            TransportWorld.Peer peer = world.AddClient();

            world.RunUntil(() => peer.Session.State is SessionState.Connected or SessionState.Disconnected);
            world.Run(TimeSpan.FromSeconds(2));

            Assert.True(peer.Session.State == SessionState.Connected, $"seed {seed}: {peer.Session.Reason}");
            Assert.True(world.Acceptor.Connections.Count == 1, $"seed {seed}");
        }
    }

    [Fact]
    public void A_duplicate_response_gets_the_same_answer_again()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        byte[] first = world.ServerLink.Last(PacketKind.Accepted);

        world.Forge(peer.Link.Last(PacketKind.ChallengeResponse), peer.Address, world.Server.LocalAddress);
        world.Step();

        Assert.Equal(2, world.ServerLink.Count(PacketKind.Accepted));
        Assert.Equal(first, world.ServerLink.Last(PacketKind.Accepted));
        Assert.Single(world.Acceptor.Connections);
    }

    [Fact]
    public void A_response_that_made_a_session_makes_no_second_one_after_its_end()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Session.Disconnect();
        world.Run(TransportWorld.Tick * 3);

        world.Forge(peer.Link.Last(PacketKind.ChallengeResponse), peer.Address, world.Server.LocalAddress);
        world.Step();

        Assert.Single(world.Acceptor.Connections);
        Assert.Equal(1, world.Server.Statistics.HandshakesRejected);
        Assert.Equal(0, world.Server.Sessions.Length);
    }

    [Fact]
    public void A_foreign_protocol_is_denied_with_the_reason()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient(options => options with { ProtocolId = 8 });

        world.Run(TransportWorld.Tick * 4);

        Assert.Equal(SessionState.Disconnected, peer.Session.State);
        Assert.Equal(DisconnectReason.ProtocolMismatch, peer.Session.Reason);
        Assert.Equal(1, world.Server.Statistics.DenialsSent);
    }

    [Fact]
    public void A_foreign_schema_is_denied_with_the_reason()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient(options => options with { SchemaHash = 8 });

        world.Run(TransportWorld.Tick * 4);

        Assert.Equal(DisconnectReason.SchemaMismatch, peer.Session.Reason);
    }

    [Fact]
    public void Other_channels_are_denied_with_the_reason()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer fewer = world.AddClient(options => options with { Channels = [new ChannelOptions()] });
        TransportWorld.Peer larger = world.AddClient(options => options with
        {
            Channels = options.Channels.SetItem(0, options.Channels[0] with { MaxMessageBytes = 1_000 }),
        });
        TransportWorld.Peer otherLane = world.AddClient(options => options with
        {
            Channels = options.Channels.SetItem(0, options.Channels[0] with { Priority = 3, QueueBytes = 100_000 }),
        });

        world.Run(TransportWorld.Tick * 4);

        Assert.Equal(DisconnectReason.ChannelMismatch, fewer.Session.Reason);
        Assert.Equal(DisconnectReason.ChannelMismatch, larger.Session.Reason);
        Assert.Equal(SessionState.Connected, otherLane.Session.State);
    }

    [Fact]
    public void A_full_server_denies_with_the_reason_and_has_room_again_after_an_end()
    {
        using var world = new TransportWorld(change: options => options with { MaxSessions = 1 });
        TransportWorld.Peer first = world.AddConnectedClient();
        TransportWorld.Peer second = world.AddClient();
        world.Run(TransportWorld.Tick * 4);
        Assert.Equal(DisconnectReason.ServerFull, second.Session.Reason);

        first.Session.Disconnect();
        world.Run(TransportWorld.Tick * 2);
        second.Client.Connect();
        world.Run(TransportWorld.Tick * 4);

        Assert.Equal(SessionState.Connected, second.Session.State);
        Assert.Equal(2ul, second.Session.Id);
    }

    [Fact]
    public void A_client_without_a_server_gives_up_with_the_reason()
    {
        using var world = new TransportWorld();
        world.ServerLink.Dispose();
        TransportWorld.Peer peer = world.AddClient();

        world.Run(TimeSpan.FromSeconds(9.9));
        Assert.Equal(SessionState.Connecting, peer.Session.State);
        world.Run(TimeSpan.FromSeconds(0.2));

        Assert.Equal(DisconnectReason.ConnectTimeout, peer.Session.Reason);
        Assert.Equal(40, peer.Link.Count(PacketKind.ConnectRequest));
    }

    [Fact]
    public void A_response_with_a_forged_cookie_makes_no_session()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient();
        byte[] buffer = new byte[HandshakePackets.MaxBytes];
        var hello = new ClientHello(HandshakePackets.Version, 7, 9, 1, TransportWorld.ChannelHash);
        byte[] response = HandshakePackets
            .WriteResponse(buffer, hello, new byte[HandshakeCookie.Bytes], 1_200).ToArray();

        world.Forge(response, peer.Address, world.Server.LocalAddress);
        world.Server.Receive();

        Assert.Empty(world.Acceptor.Connections);
        Assert.Equal(1, world.Server.Statistics.HandshakesRejected);
        Assert.Equal(0, world.ServerLink.Count(PacketKind.Accepted));
    }

    [Fact]
    public void A_cookie_brought_from_another_address_makes_no_session()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient();
        peer.Link.Swallows = datagram => datagram[0] == (byte)PacketKind.ChallengeResponse;
        world.Run(TransportWorld.Tick * 2);
        Assert.True(LinkAddress.TryParse("10.9.8.7:6", out LinkAddress elsewhere));

        world.Forge(peer.Link.Last(PacketKind.ChallengeResponse), elsewhere, world.Server.LocalAddress);
        world.Step();

        Assert.Empty(world.Acceptor.Connections);
        Assert.Equal(1, world.Server.Statistics.HandshakesRejected);
    }

    [Fact]
    public void Requests_without_responses_leave_nothing_on_the_server()
    {
        using var world = new TransportWorld();
        byte[] buffer = new byte[HandshakePackets.MaxBytes];
        for (ushort port = 1_000; port < 2_000; port++)
        {
            var hello = new ClientHello(HandshakePackets.Version, 7, 9, port, TransportWorld.ChannelHash);
            byte[] request = HandshakePackets.WriteRequest(buffer, hello).ToArray();
            world.Forge(request, LinkAddress.FromIPv4(0x0A00_0001, port), world.Server.LocalAddress);
        }

        world.Step();

        Assert.Equal(1_000, world.Server.Statistics.ChallengesSent);
        Assert.Equal(0, world.Server.Sessions.Length);
    }

    [Fact]
    public void A_client_killed_and_started_again_on_its_address_replaces_its_session()
    {
        using var world = new TransportWorld(change: options => options with { MaxSessions = 1 });
        TransportWorld.Peer killed = world.AddConnectedClient();
        Session former = world.Acceptor.Connections[0];
        for (int index = 0; index < 50; index++)
            killed.Session.TrySend([1], out _);
        byte[] formerPacket = killed.Link.Last(PacketKind.Payload);
        world.Kill(killed);

        TransportWorld.Peer restarted = world.AddClient(address: killed.Address);
        world.Run(TransportWorld.Tick * 4);
        world.Forge(formerPacket, killed.Address, world.Server.LocalAddress);
        world.Step();

        Assert.Equal(SessionState.Connected, restarted.Session.State);
        Assert.Equal((former, DisconnectReason.Replaced), Assert.Single(world.Acceptor.Ends));
        Assert.Equal(DisconnectReason.Replaced, former.Reason);
        Assert.Equal(1, world.Server.Sessions.Length);
        Assert.Equal(1, world.Server.Statistics.BadSeal);
    }

    [Fact]
    public void A_late_response_of_a_former_client_does_not_replace_the_live_session()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer former = world.AddClient();
        former.Link.Swallows = datagram => datagram[0] == (byte)PacketKind.ChallengeResponse;
        world.Run(TransportWorld.Tick * 3);
        byte[] late = former.Link.Last(PacketKind.ChallengeResponse);
        world.Kill(former);
        TransportWorld.Peer live = world.AddClient(address: former.Address);
        world.Run(TransportWorld.Tick * 4);

        world.Forge(late, former.Address, world.Server.LocalAddress);
        world.Run(TransportWorld.Tick * 3);

        Assert.Equal(SessionState.Connected, live.Session.State);
        Assert.Empty(world.Acceptor.Ends);
    }

    [Fact]
    public void The_smaller_payload_limit_of_both_sides_counts()
    {
        using var world = new TransportWorld(change: options => options with { MaxPayloadBytes = 700 });
        TransportWorld.Peer larger = world.AddConnectedClient(options => options with { MaxPayloadBytes = 900 });
        TransportWorld.Peer smaller = world.AddConnectedClient(options => options with { MaxPayloadBytes = 500 });

        Assert.Equal(700, larger.Session.MaxPayloadBytes);
        Assert.Equal(500, smaller.Session.MaxPayloadBytes);
        Assert.Equal([700, 500], world.Acceptor.Connections.Select(session => session.MaxPayloadBytes));
    }

    [Fact]
    public void Connecting_twice_is_misuse()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient();

        Assert.Throws<InvalidOperationException>(peer.Client.Connect);
    }
}
