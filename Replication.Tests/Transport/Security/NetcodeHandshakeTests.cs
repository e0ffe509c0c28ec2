using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class NetcodeHandshakeTests
{
    [Fact]
    public void Four_packets_give_a_client_its_slot()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient(world.Mint(clientId: 77));
        Assert.Equal(NetcodeClientState.SendingRequest, peer.Client.State);

        world.Run(NetcodeWorld.Tick * 5);

        ClientSlot slot = Assert.Single(world.Server.Handler.Connections);
        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
        Assert.Equal(1, peer.Handler.ConnectedCount);
        Assert.Equal(77ul, slot.ClientId);
        Assert.Equal(peer.Address, slot.Remote);
        Assert.Equal([1, 2, 3, 0], slot.UserData.ToArray()[..4]);
        Assert.Equal(256, slot.UserData.Length);
        Assert.Equal((0, 64), (peer.Client.ClientIndex, peer.Client.MaxClients));
        Assert.Equal(1, peer.Link.Count(NetcodePacketKind.Request));
        Assert.Equal(1, peer.Link.Count(NetcodePacketKind.Response));
        Assert.Equal(1, world.Server.Link.Count(NetcodePacketKind.Challenge));
    }

    [Theory]
    [InlineData((int)NetcodePacketKind.Request)]
    [InlineData((int)NetcodePacketKind.Challenge)]
    [InlineData((int)NetcodePacketKind.Response)]
    [InlineData((int)NetcodePacketKind.KeepAlive)]
    public void Any_lost_handshake_packet_is_repaired_by_repetition(int kind)
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient();
        int left = 3;
        bool SwallowsTheFirst(byte[] datagram) => (int)NetcodeTap.KindOf(datagram) == kind && left-- > 0;
        peer.Link.Swallows = SwallowsTheFirst;
        world.Server.Link.Swallows = SwallowsTheFirst;

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
        Assert.Single(world.Server.Handler.Connections);
        Assert.Empty(world.Server.Handler.Ends);
        Assert.True(left < 0);
    }

    [Fact]
    public void Every_handshake_ends_in_one_slot_however_bad_the_network()
    {
        for (ulong seed = 1; seed <= 30; seed++)
        {
            var conditions = new NetworkConditions
            {
                LossRatio = 0.4,
                Latency = TimeSpan.FromMilliseconds(60),
                Jitter = TimeSpan.FromMilliseconds(80),
                ReorderRatio = 0.2,
                DuplicateRatio = 0.3,
            };
            using var world = new NetcodeWorld(conditions, seed);
            NetcodeWorld.ClientNode peer = world.AddClient();

            world.Run(TimeSpan.FromSeconds(5));

            Assert.True(peer.Client.State == NetcodeClientState.Connected, $"seed {seed}: {peer.Client.EndReason}");
            Assert.True(world.Server.Handler.Connections.Count == 1, $"seed {seed}");
        }
    }

    [Fact]
    public void Every_answer_is_shorter_than_its_question()
    {
        using var world = new NetcodeWorld(change: options => options with { MaxClients = 1 });
        world.AddConnectedClient();
        NetcodeWorld.ClientNode denied = world.AddClient();
        world.Run(NetcodeWorld.Tick * 5);

        int requestBytes = denied.Link.First(NetcodePacketKind.Request).Length;
        Assert.Equal(ConnectionRequest.LengthBytes, requestBytes);
        Assert.Equal(333, world.Server.Link.First(NetcodePacketKind.Challenge).Length);
        Assert.True(world.Server.Link.First(NetcodePacketKind.Denied).Length < requestBytes);
        Assert.True(world.Server.Link.First(NetcodePacketKind.KeepAlive).Length < 326);
    }

    [Fact]
    public void A_token_under_another_key_gets_no_answer()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient(world.Mint(key: new byte[32]));

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(NetcodeClientState.SendingRequest, peer.Client.State);
        Assert.Equal(10, world.Server.Refused(NetcodeRefusal.BadToken));
        Assert.Empty(world.Server.Link.Sent);
        Assert.Equal(0, world.Server.Server.Handshake.History.Count);
    }

    [Fact]
    public void A_token_for_other_servers_gets_no_answer()
    {
        using var world = new NetcodeWorld();
        ConnectToken token = world.Mint(servers: [NetcodeWorld.Address("127.0.0.1:40001")]);
        byte[] request = new byte[ConnectionRequest.LengthBytes];
        ConnectionRequest.Write(request, token);

        world.Server.Take(request, NetcodeWorld.Address("10.0.0.1:5"));

        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.OtherServer));
        Assert.Empty(world.Server.Link.Sent);
        Assert.Equal(0, world.Server.Server.Handshake.History.Count);
    }

    [Fact]
    public void An_expired_token_gets_no_answer_and_the_client_ends_with_the_reason()
    {
        using var world = new NetcodeWorld();
        ConnectToken token = world.Mint(options: new() { Timeout = TimeSpan.FromMinutes(1) });
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        NetcodeWorld.ClientNode peer = world.AddClient(token);

        world.Run(TimeSpan.FromSeconds(30.1));

        Assert.Equal(NetcodeEndReason.TokenExpired, peer.Client.EndReason);
        Assert.Equal([NetcodeEndReason.TokenExpired], peer.Handler.Ends);
        Assert.True(world.Server.Refused(NetcodeRefusal.TokenExpired) > 100);
        Assert.Empty(world.Server.Link.Sent);
    }

    [Fact]
    public void A_token_that_lives_longer_than_the_server_allows_gets_no_answer()
    {
        using var world = new NetcodeWorld();
        world.AddClient(world.Mint(options: new() { Lifetime = TimeSpan.FromSeconds(60) }));

        world.Run(NetcodeWorld.Tick * 5);

        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.TokenTooLong));
        Assert.Empty(world.Server.Link.Sent);
    }

    [Fact]
    public void A_full_server_denies_and_has_room_again_after_an_end()
    {
        using var world = new NetcodeWorld(change: options => options with { MaxClients = 1 });
        NetcodeWorld.ClientNode first = world.AddConnectedClient();
        NetcodeWorld.ClientNode second = world.AddClient();
        world.Run(NetcodeWorld.Tick * 5);
        Assert.Equal(NetcodeEndReason.Denied, second.Client.EndReason);
        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.ServerFull));
        Assert.Equal(0, world.Server.Server.Handshake.Pending.Count);

        first.Client.Disconnect();
        NetcodeWorld.ClientNode third = world.AddConnectedClient(world.Mint(clientId: 3));

        Assert.Equal(0, third.Client.ClientIndex);
    }

    [Fact]
    public void A_server_that_fills_up_between_request_and_response_denies_the_response()
    {
        using var world = new NetcodeWorld(change: options => options with { MaxClients = 1 });
        NetcodeWorld.ClientNode slow = world.AddClient(world.Mint(clientId: 1));
        slow.Link.Swallows = datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Response;
        world.Run(NetcodeWorld.Tick * 5);
        Assert.Equal(NetcodeClientState.SendingResponse, slow.Client.State);

        world.AddConnectedClient(world.Mint(clientId: 2));
        slow.Link.Swallows = null;
        world.Run(TimeSpan.FromMilliseconds(200));

        Assert.Equal(NetcodeEndReason.Denied, slow.Client.EndReason);
        Assert.Equal(1, world.Server.Server.Slots.TakenCount);
    }

    [Fact]
    public void A_client_id_that_is_connected_does_not_connect_again()
    {
        using var world = new NetcodeWorld();
        world.AddConnectedClient(world.Mint(clientId: 5));
        NetcodeWorld.ClientNode second = world.AddClient(world.Mint(clientId: 5));

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(NetcodeClientState.SendingRequest, second.Client.State);
        Assert.Equal(10, world.Server.Refused(NetcodeRefusal.AlreadyConnected));
    }

    [Fact]
    public void Two_tokens_of_one_client_give_one_slot()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode first = world.AddClient(world.Mint(clientId: 5));
        NetcodeWorld.ClientNode second = world.AddClient(world.Mint(clientId: 5));

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(NetcodeClientState.Connected, first.Client.State);
        Assert.Equal(NetcodeClientState.SendingResponse, second.Client.State);
        Assert.Equal(1, world.Server.Server.Slots.TakenCount);
        int ciphers = world.Ciphers.All;
        world.Server.Take(second.Link.First(NetcodePacketKind.Response), second.Address);
        Assert.Equal(ciphers, world.Ciphers.All);
    }

    [Fact]
    public void Slots_are_given_from_the_lowest_free_one()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode[] peers = [.. Enumerable.Range(1, 4).Select(
            id => world.AddConnectedClient(world.Mint(clientId: (ulong)id)))];
        Assert.Equal([0, 1, 2, 3], peers.Select(static peer => peer.Client.ClientIndex));

        peers[1].Client.Disconnect();
        NetcodeWorld.ClientNode next = world.AddConnectedClient(world.Mint(clientId: 9));

        Assert.Equal(1, next.Client.ClientIndex);
    }

    [Fact]
    public void A_server_may_have_an_IPv4_and_an_IPv6_address()
    {
        LinkAddress six = NetcodeWorld.Address("[::1]:40000");
        using var world = new NetcodeWorld();
        NetcodeWorld.ServerNode server = world.AddServer(
            six, options => options with { PublicAddresses = [NetcodeWorld.Address("10.0.0.1:1"), six] });
        NetcodeWorld.ClientNode peer = world.AddClient(
            world.Mint(servers: [six]), NetcodeWorld.Address("[2001:db8::7]:9"));

        world.Run(NetcodeWorld.Tick * 5);

        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
        Assert.Equal("[2001:db8::7]:9", Assert.Single(server.Handler.Connections).Remote.ToString());
    }

    [Fact]
    public void A_token_connects_once_by_one_client_object()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        Assert.Throws<InvalidOperationException>(peer.Client.Connect);

        peer.Client.Disconnect();

        Assert.Throws<InvalidOperationException>(peer.Client.Connect);
    }

    [Fact]
    public void Bad_server_options_are_named()
    {
        using var world = new NetcodeWorld();
        Assert.Equal("MaxClients", BadOption(world, options => options with { MaxClients = 0 }));
        Assert.Equal("MaxPendingClients", BadOption(world, options => options with { MaxPendingClients = 0 }));
        Assert.Equal("MaxRememberedTokens", BadOption(world, options => options with { MaxRememberedTokens = 0 }));
        Assert.Equal("PublicAddresses", BadOption(world, options => options with { PublicAddresses = [] }));
        Assert.Equal("MaxTokenLifetime", BadOption(world, options => options with { MaxTokenLifetime = default }));
        Assert.Throws<ArgumentException>(
            () => world.AddServer(NetcodeWorld.Address("[::1]:9"), options => options with { PrivateKey = default }));
    }

    private static string? BadOption(NetcodeWorld world, Func<NetcodeServerOptions, NetcodeServerOptions> change)
    {
        var options = new NetcodeServerOptions
        {
            ProtocolId = 1,
            PrivateKey = new byte[32],
            PublicAddresses = [world.Server.Address],
        };
        return Assert.Throws<ArgumentOutOfRangeException>(change(options).Validate).ParamName;
    }
}
