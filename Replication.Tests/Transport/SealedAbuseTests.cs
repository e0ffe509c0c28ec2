using CsCheck;
using Replication.Tests.Transport.Security;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>
/// What strangers and token holders may try: a count for each, bounded work, answers shorter than questions.
/// </summary>
public sealed class SealedAbuseTests
{
    private static readonly LinkAddress Stranger = LinkAddress.FromIPv4(0x0A09_0807, 6);

    [Fact]
    public void A_flood_of_requests_is_answered_without_deciphering_or_keeping_anything()
    {
        using TransportWorld world = NewWorld();
        int before = world.Ciphers.All;
        byte[] buffer = new byte[HandshakePackets.MaxBytes];
        for (ushort port = 1_000; port < 3_000; port++)
        {
            var hello = new ClientHello(HandshakePackets.Version, 7, 9, port, TransportWorld.ChannelHash);
            byte[] request = HandshakePackets.WriteRequest(buffer, hello).ToArray();
            world.Forge(request, LinkAddress.FromIPv4(0x0A00_0001, port), world.Server.LocalAddress);
        }

        world.Server.Receive();

        Assert.Equal(2_000, world.Server.Statistics.ChallengesSent);
        Assert.Equal(before, world.Ciphers.All);
        Assert.Equal(0, world.Server.Sessions.Length);
        Assert.True(world.ServerLink.Sent.All(static sent => sent.Length < HandshakePackets.RequestBytes));
    }

    [Fact]
    public void A_flood_of_good_tokens_from_forged_addresses_is_not_deciphered()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddClient();
        peer.Link.Swallows = static sent => sent[0] == (byte)PacketKind.TokenResponse;
        world.Run(TransportWorld.Tick * 4);
        byte[] response = peer.Link.Last(PacketKind.TokenResponse);
        int before = world.Ciphers.All;

        for (ushort port = 1_000; port < 2_000; port++)
            world.Forge(response, LinkAddress.FromIPv4(0x0A00_0001, port), world.Server.LocalAddress);
        world.Server.Receive();

        Assert.Equal(1_000, world.Server.Statistics.HandshakesRejected);
        Assert.Equal(before, world.Ciphers.All);
        Assert.Empty(world.Acceptor.Connections);
    }

    [Fact]
    public void A_repeated_response_gets_the_same_answer_and_makes_no_second_session()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        byte[] response = peer.Link.Last(PacketKind.TokenResponse);
        int before = world.Ciphers.All;

        world.Forge(response, peer.Address, world.Server.LocalAddress);
        world.Server.Receive();

        Assert.Equal(2, world.ServerLink.Count(PacketKind.TokenAccepted));
        Assert.Equal(world.ServerLink.Sent.First(IsAccepted), world.ServerLink.Sent.Last(IsAccepted));
        Assert.Single(world.Acceptor.Connections);
        Assert.Equal(before, world.Ciphers.All);
        Assert.True(TokenPackets.AcceptedBytes < TokenPackets.ResponseBytes);

        static bool IsAccepted(byte[] sent) => sent[0] == (byte)PacketKind.TokenAccepted;
    }

    [Fact]
    public void A_token_gives_one_session_even_after_its_end()
    {
        using TransportWorld world = NewWorld();
        ConnectToken token = world.Mint();
        TransportWorld.Peer first = world.AddClient(token: token);
        world.Run(TransportWorld.Tick * 4);
        TransportWorld.Peer second = world.AddClient(token: token);
        world.Run(TransportWorld.Tick * 4);
        Assert.Equal(SessionState.Connected, first.Session.State);
        Assert.Equal(DisconnectReason.TokenRefused, second.Session.Reason);

        first.Session.Disconnect();
        world.Run(TransportWorld.Tick * 2);
        TransportWorld.Peer third = world.AddClient(token: token);
        world.Run(TransportWorld.Tick * 4);

        Assert.Equal(DisconnectReason.TokenRefused, third.Session.Reason);
        Assert.Equal(2, world.Server.Statistics.TokensUsed);
    }

    [Fact]
    public void Each_bad_token_has_its_count_and_the_client_its_reason()
    {
        using TransportWorld world = NewWorld();
        ConnectToken expired = world.Mint(options: new ConnectTokenOptions { Lifetime = TimeSpan.FromSeconds(1) });
        world.Clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.True(LinkAddress.TryParse("127.0.0.1:9999", out LinkAddress other));
        TransportWorld.Peer[] peers =
        [
            world.AddClient(token: expired),
            world.AddClient(token: Readdress(world.Mint(servers: [other]), world)),
            world.AddClient(token: world.Mint(key: new byte[32])),
            world.AddClient(token: world.Mint(protocolId: 8)),
            world.AddClient(token: world.Mint(options: new ConnectTokenOptions { Lifetime = TimeSpan.FromMinutes(1) })),
        ];

        world.Run(TransportWorld.Tick * 4);

        TransportStatistics statistics = world.Server.Statistics;
        Assert.Equal(1, statistics.TokensExpired);
        Assert.Equal(1, statistics.TokensNotGenuine);
        Assert.Equal(1, statistics.TokensTooLong);
        Assert.Equal(
            [
                DisconnectReason.TokenRefused,
                DisconnectReason.TokenRefused,
                DisconnectReason.TokenRefused,
                DisconnectReason.ProtocolMismatch,
                DisconnectReason.None,
            ],
            peers.Select(static peer => peer.Session.Reason));
        Assert.Equal(1, statistics.TokensForOtherServers);
        Assert.Empty(world.Acceptor.Connections);
    }

    [Fact]
    public void A_token_that_is_good_a_little_later_is_waited_for()
    {
        using TransportWorld world = NewWorld();
        var options = new ConnectTokenOptions { Lifetime = TimeSpan.FromSeconds(32) };
        TransportWorld.Peer peer = world.AddClient(token: world.Mint(options: options));

        world.Run(TimeSpan.FromSeconds(1));
        Assert.Empty(world.Acceptor.Connections);
        world.Run(TimeSpan.FromSeconds(3));

        Assert.Equal(SessionState.Connected, peer.Session.State);
    }

    [Fact]
    public void A_full_history_refuses_new_tokens_until_one_expires()
    {
        using TransportWorld world = NewWorld(static options => options with { MaxRememberedTokens = 2 });
        world.AddConnectedClient();
        world.AddConnectedClient();
        TransportWorld.Peer refused = world.AddClient();
        world.Run(TransportWorld.Tick * 4);
        Assert.Equal(DisconnectReason.ServerFull, refused.Session.Reason);
        Assert.Equal(1, world.Server.Statistics.TokensOverHistory);

        world.Run(TimeSpan.FromSeconds(31));
        TransportWorld.Peer late = world.AddClient();
        world.Run(TransportWorld.Tick * 4);
        Assert.Equal(SessionState.Connected, late.Session.State);
    }

    [Fact]
    public void A_client_without_a_token_is_told_so_and_so_is_one_with_a_token_where_nobody_takes_any()
    {
        using TransportWorld sealing = NewWorld();
        using var open = new TransportWorld();
        TransportWorld.Peer without = sealing.AddOpenClient();
        TransportWorld.Peer with = open.AddClient(token: open.Mint());

        sealing.Run(TransportWorld.Tick * 4);
        open.Run(TransportWorld.Tick * 4);

        Assert.Equal(DisconnectReason.SecurityMismatch, without.Session.Reason);
        Assert.Equal(DisconnectReason.SecurityMismatch, with.Session.Reason);
        Assert.Empty(sealing.Acceptor.Connections);
    }

    [Fact]
    public void A_replayed_packet_is_not_opened_again()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        peer.Session.TrySend([1], out _);
        byte[] packet = peer.Link.Sent[^1];
        world.Run(TransportWorld.Tick * 2);
        int opens = world.Ciphers.Opens;

        for (int copy = 0; copy < 1_000; copy++)
            world.Forge(packet, peer.Address, world.Server.LocalAddress);
        world.Server.Receive();

        Assert.Equal(opens, world.Ciphers.Opens);
        Assert.Equal(1_000, session.Statistics.PacketsDuplicate);
        Assert.Single(world.HandlerOf(session).Payloads);
    }

    [Fact]
    public void A_forged_packet_far_ahead_does_not_shut_the_real_ones_out()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        byte[] forged = [.. peer.Link.Last(PacketKind.Payload)];
        forged[1] = 0xFF;
        forged[2] = 0x70;
        world.Forge(forged, peer.Address, world.Server.LocalAddress);
        world.Server.Receive();
        Assert.Equal(1, world.Server.Statistics.BadSeal);

        peer.Session.TrySend([5], out _);
        world.Run(TransportWorld.Tick * 2);

        Assert.Equal([5], world.HandlerOf(world.Acceptor.Connections[0]).Payloads[^1]);
    }

    [Fact]
    public void Each_kind_of_bad_datagram_has_its_count()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        LinkAddress server = world.Server.LocalAddress;
        byte[] packet = peer.Link.Last(PacketKind.Payload);

        world.Forge([6, 1], Stranger, server);
        world.Forge([.. packet[..20]], Stranger, server);
        world.Forge(new byte[5_000], Stranger, server);
        world.Forge([0, .. new byte[40]], Stranger, server);
        world.Forge([.. packet[..^2], 0xFF, 0xFF], peer.Address, server);
        world.Forge([.. packet[..^2], 0x00, 0xF0], peer.Address, server);
        world.Forge([6, 0xFF, 0, .. new byte[16], .. packet[^2..]], Stranger, server);
        world.Forge([10, .. new byte[1_169]], Stranger, server);
        world.Forge([10, .. new byte[100]], Stranger, server);
        world.Server.Receive();

        TransportStatistics statistics = world.Server.Statistics;
        Assert.Equal(3, statistics.Truncated);
        Assert.Equal(1, statistics.Oversized);
        Assert.Equal(1, statistics.Garbage);
        Assert.Equal(2, statistics.UnknownSender);
        Assert.Equal(1, statistics.BadSeal);
        Assert.Equal(1, statistics.HandshakesRejected);
        Assert.Equal(SessionState.Connected, peer.Session.State);
    }

    [Fact]
    public void Garbage_from_anywhere_never_ends_a_session_or_begins_one()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        LinkAddress[] senders = [peer.Address, Stranger];
        byte[] id = peer.Link.Last(PacketKind.Payload)[^2..];

        (from kind in Gen.Byte
         from rest in Gen.OneOf(Gen.Byte.Array[0, 100], Gen.Byte.Array[1_169])
         from isAddressed in Gen.Bool
         from sender in Gen.Int[0, 1]
         select (kind, rest, isAddressed, sender)).Sample(
            sample =>
            {
                byte[] datagram = [sample.kind, .. sample.rest, .. sample.isAddressed ? id : []];
                world.Forge(datagram, senders[sample.sender], world.Server.LocalAddress);
                world.Forge(datagram, world.Server.LocalAddress, peer.Address);
                world.Server.Receive();
                peer.Client.Receive();
            },
            iter: 2_000,
            threads: 1);

        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Equal(SessionState.Connected, Assert.Single(world.Acceptor.Connections).State);
        Assert.Empty(world.HandlerOf(world.Acceptor.Connections[0]).Payloads);
        Assert.Empty(peer.Handler.Payloads);
    }

    [Fact]
    public void Every_truncation_and_every_flipped_bit_of_a_sealed_packet_keeps_it_out()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Link.Swallows = static _ => true;
        peer.Session.TrySend([1, 2, 3, 4, 5], out _);
        byte[] packet = peer.Link.Last(PacketKind.Payload);
        peer.Link.Swallows = null;

        for (int bytes = 0; bytes < packet.Length; bytes++)
            world.Forge(packet[..bytes], peer.Address, world.Server.LocalAddress);
        for (int bit = 0; bit < packet.Length * 8; bit++)
            world.Forge(NetcodeTap.Flip(packet, bit), peer.Address, world.Server.LocalAddress);
        world.Server.Receive();

        Assert.Empty(world.HandlerOf(world.Acceptor.Connections[0]).Payloads);
        Assert.Equal(SessionState.Connected, world.Acceptor.Connections[0].State);
    }

    [Fact]
    public void A_yes_by_somebody_without_the_tokens_keys_is_not_believed()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddClient();
        world.ServerLink.Swallows = static sent => sent[0] == (byte)PacketKind.TokenAccepted;
        world.Run(TransportWorld.Tick * 4);
        byte[] forged = world.ServerLink.Last(PacketKind.TokenAccepted);
        forged[49] ^= 1;

        world.Forge(forged, world.Server.LocalAddress, peer.Address);
        peer.Client.Receive();

        Assert.Equal(SessionState.Challenged, peer.Session.State);
        Assert.Equal(1, peer.Client.Statistics.HandshakesRejected);
    }

    // A token that names another server in its sealed part, with this one's address in the part that the client reads.
    private static ConnectToken Readdress(ConnectToken token, TransportWorld world)
    {
        byte[] bytes = token.Bytes.ToArray();
        TokenAddresses.Write(bytes.AsSpan(ConnectToken.AddressesOffset), [world.Server.LocalAddress]);
        Assert.True(ConnectToken.TryRead(bytes, out ConnectToken? changed));
        return changed;
    }

    private static TransportWorld NewWorld(Func<TransportOptions, TransportOptions>? change = null) =>
        new(change: change, protection: Protection.Sealed);
}
