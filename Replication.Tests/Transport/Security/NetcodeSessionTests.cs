using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class NetcodeSessionTests
{
    private static readonly LinkAddress NobodyThere = NetcodeWorld.Address("127.0.0.1:50000");

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(1_200)]
    public void A_payload_arrives_as_it_was_both_ways(int lengthBytes)
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        byte[] payload = new byte[lengthBytes];
        new SeededNumbers(5).GetBytes(payload);

        Assert.True(peer.Client.Send(payload));
        Assert.True(world.Server.Server.Send(world.Server.Handler.Connections[0], payload));
        world.Run(NetcodeWorld.Tick * 3);

        Assert.Equal(payload, Assert.Single(peer.Handler.Payloads));
        Assert.Equal(payload, Assert.Single(world.Server.Handler.Payloads));
    }

    [Fact]
    public void A_payload_of_no_or_too_many_bytes_is_misuse()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        ClientSlot slot = world.Server.Handler.Connections[0];

        Assert.Throws<ArgumentException>(() => peer.Client.Send([]));
        Assert.Throws<ArgumentException>(() => peer.Client.Send(new byte[1_201]));
        Assert.Throws<ArgumentException>(() => world.Server.Server.Send(slot, []));
        Assert.Throws<ArgumentException>(() => world.Server.Server.Send(slot, new byte[1_201]));
    }

    [Fact]
    public void A_client_that_may_not_know_of_its_slot_is_told_before_each_payload()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient();
        int left = 1;
        world.Server.Link.Swallows = datagram =>
            NetcodeTap.KindOf(datagram) == NetcodePacketKind.KeepAlive && left-- > 0;
        world.Run(NetcodeWorld.Tick * 3);
        ClientSlot slot = Assert.Single(world.Server.Handler.Connections);
        Assert.False(slot.IsConfirmed);

        Assert.Equal(NetcodeClientState.SendingResponse, peer.Client.State);
        world.Server.Server.Send(slot, [7]);
        world.Run(NetcodeWorld.Tick);

        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
        Assert.Equal([7], Assert.Single(peer.Handler.Payloads));
        world.Run(TimeSpan.FromMilliseconds(200));
        Assert.True(slot.IsConfirmed);
        int keepAlives = world.Server.Link.Count(NetcodePacketKind.KeepAlive);
        world.Server.Server.Send(slot, [8]);
        Assert.Equal(keepAlives, world.Server.Link.Count(NetcodePacketKind.KeepAlive));
    }

    [Fact]
    public void Silence_is_filled_with_ten_keep_alives_a_second_and_the_session_lives()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        int before = peer.Link.Count(NetcodePacketKind.KeepAlive);
        int beforeOfServer = world.Server.Link.Count(NetcodePacketKind.KeepAlive);

        world.Run(TimeSpan.FromSeconds(60));

        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
        Assert.Equal(600, peer.Link.Count(NetcodePacketKind.KeepAlive) - before);
        Assert.Equal(600, world.Server.Link.Count(NetcodePacketKind.KeepAlive) - beforeOfServer);
    }

    [Fact]
    public void A_client_that_falls_silent_times_out_as_its_token_says()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        peer.Link.Swallows = static _ => true;

        world.Run(TimeSpan.FromSeconds(9.8));
        Assert.Empty(world.Server.Handler.Ends);
        world.Run(TimeSpan.FromSeconds(0.4));

        Assert.Equal([NetcodeEndReason.TimedOut], world.Server.Handler.Ends);
        Assert.Equal(0, world.Server.Server.Slots.TakenCount);
    }

    [Fact]
    public void A_server_that_falls_silent_times_out()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        world.Kill(world.Server);

        world.Run(TimeSpan.FromSeconds(10.1));

        Assert.Equal([NetcodeEndReason.TimedOut], peer.Handler.Ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_goodbye_goes_ten_times_and_one_of_them_is_enough(bool isClients)
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        ClientSlot slot = world.Server.Handler.Connections[0];
        TappedLink link = isClients ? peer.Link : world.Server.Link;
        int left = 9;
        link.Swallows = datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Disconnect && left-- > 0;

        if (isClients)
            peer.Client.Disconnect();
        else
            world.Server.Server.Disconnect(slot);
        world.Run(NetcodeWorld.Tick * 3);

        Assert.Equal(10, link.Count(NetcodePacketKind.Disconnect));
        NetcodeEndReason clientsReason = isClients ? NetcodeEndReason.Closed : NetcodeEndReason.ClosedByPeer;
        NetcodeEndReason serversReason = isClients ? NetcodeEndReason.ClosedByPeer : NetcodeEndReason.Closed;
        Assert.Equal([clientsReason], peer.Handler.Ends);
        Assert.Equal([serversReason], world.Server.Handler.Ends);
        Assert.False(peer.Client.Send([1]));
        Assert.False(world.Server.Server.Send(slot, [1]));
    }

    [Fact]
    public void A_client_goes_to_the_next_server_when_one_is_silent_or_full()
    {
        using var world = new NetcodeWorld(change: options => options with { MaxClients = 1 });
        world.AddConnectedClient(world.Mint(clientId: 1));
        NetcodeWorld.ServerNode third = world.AddServer(NetcodeWorld.Address("[::1]:40002"));
        NetcodeWorld.ClientNode peer = world.AddClient(world.Mint(
            clientId: 2,
            [NobodyThere, world.Server.Address, third.Address],
            options: new() { Timeout = TimeSpan.FromSeconds(2) }));

        world.Run(TimeSpan.FromSeconds(1.9));
        Assert.Equal(NobodyThere, peer.Client.Server);
        world.Run(TimeSpan.FromSeconds(0.5));

        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
        Assert.Equal(third.Address, peer.Client.Server);
        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.ServerFull));
        Assert.Empty(peer.Handler.Ends);
    }

    [Fact]
    public void A_client_that_no_server_answers_ends_with_the_reason_of_the_last()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode unanswered = world.AddClient(world.Mint(1, [NobodyThere]));
        NetcodeWorld.ClientNode unheard = world.AddClient(world.Mint(2));
        unheard.Link.Swallows = static datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Response;

        world.Run(TimeSpan.FromSeconds(10.2));

        Assert.Equal(NetcodeEndReason.RequestTimedOut, unanswered.Client.EndReason);
        Assert.Equal(NetcodeEndReason.ResponseTimedOut, unheard.Client.EndReason);
        Assert.InRange(unanswered.Link.Count(NetcodePacketKind.Request), 99, 101);
    }

    [Fact]
    public void A_token_without_a_timeout_waits_until_it_expires()
    {
        using var world = new NetcodeWorld();
        byte[] bytes = world.Mint(1, [NobodyThere]).Bytes.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(1_085), -1);
        Assert.True(ConnectToken.TryRead(bytes, out ConnectToken? token));
        NetcodeWorld.ClientNode peer = world.AddClient(token);

        world.Run(TimeSpan.FromSeconds(29.9));
        Assert.Equal(NetcodeClientState.SendingRequest, peer.Client.State);
        world.Run(TimeSpan.FromSeconds(0.2));

        Assert.Equal(NetcodeEndReason.TokenExpired, peer.Client.EndReason);
    }

    [Fact]
    public void The_token_of_a_client_that_tries_many_servers_may_run_out()
    {
        using var world = new NetcodeWorld();
        LinkAddress[] nobody = [.. Enumerable.Repeat(NobodyThere, 4)];
        NetcodeWorld.ClientNode peer = world.AddClient(world.Mint(1, nobody));

        world.Run(TimeSpan.FromSeconds(29.9));
        Assert.Equal(NetcodeClientState.SendingRequest, peer.Client.State);
        world.Run(TimeSpan.FromSeconds(0.2));

        Assert.Equal(NetcodeEndReason.TokenExpired, peer.Client.EndReason);
    }

    [Fact]
    public void The_numbers_of_a_client_go_on_when_it_turns_to_the_next_server()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ServerNode second = world.AddServer(NetcodeWorld.Address("[::1]:40002"));
        NetcodeWorld.ClientNode peer = world.AddClient(world.Mint(
            1, [world.Server.Address, second.Address], options: new() { Timeout = TimeSpan.FromSeconds(1) }));
        world.Server.Link.Swallows = static datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.KeepAlive;

        world.Run(TimeSpan.FromSeconds(2));

        Assert.Equal(second.Address, peer.Client.Server);
        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
        ulong[] numbers = [.. peer.Link.Sent
            .Where(static datagram => NetcodeTap.KindOf(datagram) != NetcodePacketKind.Request)
            .Select(NetcodeTap.SequenceOf)];
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(static number => (ulong)number), numbers);
    }

    [Fact]
    public void A_path_whose_numbers_are_used_up_sends_nothing_more()
    {
        using var world = new NetcodeWorld();
        var link = new TappedLink(world.Network.CreateLink());
        ConnectToken token = world.Mint();
        var seal = new NetcodeSeal(AeadSources.Best, 1, token.ClientToServerKey, token.ServerToClientKey);
        using var path = new SealedPath(link, seal, new NonceCounter(first: 10, end: 12));
        path.TurnTo(NobodyThere, world.Clock.Now());

        Assert.True(path.Send(NetcodePacketKind.Payload, [1], world.Clock.Now()));
        Assert.True(path.Send(NetcodePacketKind.Payload, [1], world.Clock.Now()));
        Assert.True(path.IsUsedUp);
        Assert.False(path.Send(NetcodePacketKind.Payload, [1], world.Clock.Now()));
        Assert.Equal(2, link.Sent.Count);
    }

    [Fact]
    public void A_client_whose_numbers_are_used_up_is_put_out_with_the_reason()
    {
        using var world = new NetcodeWorld();
        ConnectToken token = world.Mint();
        var pending = new PendingClient
        {
            Address = NobodyThere,
            ClientId = 1,
            TokenTag = 1,
            TimeoutSeconds = token.TimeoutSeconds,
            Seal = new NetcodeSeal(AeadSources.Best, 1, token.ServerToClientKey, token.ClientToServerKey),
        };
        var path = new SealedPath(world.Server.Link, pending.Seal, new NonceCounter(first: 10, end: 12));
        path.TurnTo(NobodyThere, world.Clock.Now());
        world.Server.Server.Slots.Add(new ClientSlot(index: 0, pending, userData: [], path));

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal([NetcodeEndReason.SequencesUsedUp], world.Server.Handler.Ends);
        Assert.Equal(2, world.Server.Link.Sent.Count);
    }

    [Fact]
    public void A_handler_may_put_a_client_out_from_within_its_payload()
    {
        using var world = new NetcodeWorld();
        var impatient = new ImpatientHandler();
        var link = new TappedLink(world.Network.CreateLink(NetcodeWorld.Address("[::1]:40002")));
        var options = new NetcodeServerOptions
        {
            ProtocolId = NetcodeWorld.ProtocolId,
            PrivateKey = NetcodeWorld.Key,
            PublicAddresses = [link.LocalAddress],
        };
        using var server = new NetcodeServer(link, options, world.Clock, impatient);
        impatient.Server = server;
        NetcodeWorld.ClientNode peer = world.AddClient(world.Mint(1, [link.LocalAddress]));
        byte[] buffer = new byte[2_048];
        for (int step = 0; step < 20; step++)
        {
            while (link.TryReceive(buffer, out ReceivedDatagram received))
                server.Take(buffer.AsSpan(0, received.LengthBytes), received.From);
            server.Update();
            peer.Client.Send([1]);
            world.Step();
        }

        Assert.Equal(1, impatient.Count);
        Assert.Equal(NetcodeEndReason.ClosedByPeer, peer.Client.EndReason);
    }

    private sealed class ImpatientHandler : INetcodeServerHandler
    {
        public NetcodeServer? Server { get; set; }

        public int Count { get; private set; }

        public void Connected(ClientSlot client)
        {
        }

        public void Received(ClientSlot client, ReadOnlySpan<byte> payload)
        {
            Count++;
            Server!.Disconnect(client);
        }

        public void Disconnected(ClientSlot client, NetcodeEndReason reason) =>
            Assert.Equal(NetcodeEndReason.Closed, reason);
    }
}
