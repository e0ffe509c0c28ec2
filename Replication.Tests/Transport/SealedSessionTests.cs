using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>Sessions with connect tokens, in the sessions' own way.</summary>
public sealed class SealedSessionTests
{
    [Fact]
    public void A_token_gives_a_session_whose_client_the_server_knows()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddClient(token: world.Mint(clientId: 42));

        world.Run(TransportWorld.Tick * 4);

        Session session = Assert.Single(world.Acceptor.Connections);
        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Equal(peer.Session.Id, session.Id);
        Assert.Equal(42ul, session.ClientId);
        Assert.Equal([1, 2, 3, 0], session.UserData.ToArray()[..4]);
        AssertExchangeWorks(world, peer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_ciphers_and_all_libraries_carry_the_same_sessions(bool hasAesGcm)
    {
        var ciphers = new Security.CountingAeadSource(AeadSources.Best) { HasAesGcm = hasAesGcm };
        using TransportWorld world = NewWorld();
        TransportWorld.Peer own = world.AddConnectedClient(options => options with { Ciphers = ciphers });
        TransportWorld.Peer platform =
            world.AddConnectedClient(options => options with { Ciphers = new PlatformAeadSource() });
        TransportWorld.Peer managed =
            world.AddConnectedClient(options => options with { Ciphers = new ManagedAeadSource() });

        AssertExchangeWorks(world, own);
        AssertExchangeWorks(world, platform);
        AssertExchangeWorks(world, managed);

        byte expected = (byte)(hasAesGcm && world.Ciphers.HasAesGcm ? CipherKind.AesGcm : CipherKind.ChaCha20);
        byte[] accepted = world.ServerLink.Sent.First(static sent => sent[0] == (byte)PacketKind.TokenAccepted);
        Assert.Equal(expected, accepted[53]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(11)]
    public void Any_lost_handshake_packet_is_repaired_by_repetition(int kind)
    {
        using TransportWorld world = NewWorld();
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
    public void A_yes_that_is_late_by_several_cookies_is_still_believed()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddClient(connect: false);
        world.ServerLink.Swallows = static datagram => datagram[0] == (byte)PacketKind.TokenAccepted;
        peer.Client.Connect();
        world.Run(TimeSpan.FromSeconds(3));
        Assert.Single(world.Acceptor.Connections);

        world.ServerLink.Swallows = null;
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Single(world.Acceptor.Connections);
    }

    [Fact]
    public void Every_handshake_ends_in_one_session_however_bad_the_network()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var conditions = new NetworkConditions
            {
                LossRatio = 0.4,
                Latency = TimeSpan.FromMilliseconds(60),
                Jitter = TimeSpan.FromMilliseconds(80),
                ReorderRatio = 0.2,
                DuplicateRatio = 0.3,
            };
            using var world = new TransportWorld(conditions, seed, protection: Protection.Sealed);
            TransportWorld.Peer peer = world.AddClient();

            world.RunUntil(() => peer.Session.State is SessionState.Connected or SessionState.Disconnected);
            world.Run(TimeSpan.FromSeconds(2));

            Assert.True(peer.Session.State == SessionState.Connected, $"seed {seed}: {peer.Session.Reason}");
            Assert.True(world.Acceptor.Connections.Count == 1, $"seed {seed}");
        }
    }

    [Fact]
    public void Nothing_of_a_payload_can_be_read_on_the_way()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        byte[] secret = [.. "the gate opens at nine"u8];

        peer.Session.TrySend(secret, out _);
        world.Acceptor.Connections[0].TrySend(secret, out _);
        world.Step();

        Assert.DoesNotContain(peer.Link.Sent, sent => sent.AsSpan().IndexOf(secret) >= 0);
        Assert.DoesNotContain(world.ServerLink.Sent, sent => sent.AsSpan().IndexOf(secret) >= 0);
    }

    [Fact]
    public void Sealing_adds_sixteen_bytes_and_two_from_a_client()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();

        peer.Session.TrySend(new byte[100], out _);
        world.Acceptor.Connections[0].TrySend(new byte[100], out _);

        PacketHeader.TryRead(peer.Link.Sent[^1], out _, out int headerBytes);
        Assert.Equal(headerBytes + 100 + 18, peer.Link.Sent[^1].Length);
        PacketHeader.TryRead(world.ServerLink.Sent[^1], out _, out headerBytes);
        Assert.Equal(headerBytes + 100 + 16, world.ServerLink.Sent[^1].Length);
    }

    [Fact]
    public void The_servers_of_a_token_are_tried_in_order()
    {
        using TransportWorld world = NewWorld();
        Assert.True(LinkAddress.TryParse("127.0.0.1:9999", out LinkAddress nobody));
        TransportWorld.Peer peer = world.AddClient(token: world.Mint(servers: [nobody, world.Server.LocalAddress]));

        world.Run(TimeSpan.FromSeconds(4.9));
        Assert.Equal(nobody, peer.Session.Remote);
        world.Run(TimeSpan.FromSeconds(0.3));

        Assert.Equal(SessionState.Connected, peer.Session.State);
        Assert.Equal(world.Server.LocalAddress, peer.Session.Remote);
        AssertExchangeWorks(world, peer);
    }

    [Fact]
    public void A_full_server_sends_the_client_to_the_next_one_at_once()
    {
        using TransportWorld full = NewWorld(static options => options with { MaxSessions = 1 });
        full.AddConnectedClient();
        Assert.True(LinkAddress.TryParse("127.0.0.1:9999", out LinkAddress nobody));
        TransportWorld.Peer peer = full.AddClient(token: full.Mint(servers: [full.Server.LocalAddress, nobody]));

        full.Run(TransportWorld.Tick * 6);

        Assert.Equal(nobody, peer.Session.Remote);
        Assert.Equal(1, full.Server.Statistics.DenialsSent);
    }

    [Fact]
    public void A_client_killed_and_started_again_replaces_its_session_from_any_address()
    {
        using TransportWorld world = NewWorld(static options => options with { MaxSessions = 1 });
        TransportWorld.Peer killed = world.AddClient(token: world.Mint(clientId: 5));
        world.Run(TransportWorld.Tick * 4);
        Session former = Assert.Single(world.Acceptor.Connections);
        world.Kill(killed);

        TransportWorld.Peer restarted = world.AddClient(token: world.Mint(clientId: 5));
        world.Run(TransportWorld.Tick * 4);

        Assert.Equal(SessionState.Connected, restarted.Session.State);
        Assert.Equal((former, DisconnectReason.Replaced), Assert.Single(world.Acceptor.Ends));
        Assert.Equal(1, world.Server.Sessions.Length);
        AssertExchangeWorks(world, restarted);
    }

    [Fact]
    public void A_client_goes_on_with_another_token()
    {
        using TransportWorld world = NewWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        peer.Session.Disconnect();
        world.Run(TransportWorld.Tick * 2);

        peer.Client.Connect();
        world.Run(TransportWorld.Tick * 4);
        Assert.Equal(DisconnectReason.TokenRefused, peer.Session.Reason);

        peer.Client.Connect(world.Mint());
        world.Run(TransportWorld.Tick * 4);
        Assert.Equal(SessionState.Connected, peer.Session.State);
        AssertExchangeWorks(world, peer);
    }

    private static TransportWorld NewWorld(Func<TransportOptions, TransportOptions>? change = null) =>
        new(change: change, protection: Protection.Sealed);

    private static void AssertExchangeWorks(TransportWorld world, TransportWorld.Peer peer)
    {
        Session session = world.Acceptor.Connections.Last(session => session.Id == peer.Session.Id);
        Assert.True(peer.Session.TrySend([200], out Sequence up));
        Assert.True(session.TrySend([201], out Sequence down));
        world.Run(TimeSpan.FromMilliseconds(100));

        Assert.Equal([200], world.HandlerOf(session).Payloads[^1]);
        Assert.Equal([201], peer.Handler.Payloads[^1]);
        Assert.Equal(up, peer.Handler.DeliveredSequences[^1]);
        Assert.Equal(down, world.HandlerOf(session).DeliveredSequences[^1]);
    }
}
