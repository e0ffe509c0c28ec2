using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

/// <summary>The rules of netcode 1.4.5: one token, one session, across loss, ends, floods and restarts.</summary>
public sealed class NetcodeTokenReuseTests
{
    private static readonly LinkAddress Elsewhere = NetcodeWorld.Address("10.9.8.7:6");

    [Fact]
    public void A_pending_token_is_refused_from_another_address()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient();
        peer.Link.Swallows = static datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Response;
        world.Run(NetcodeWorld.Tick * 5);
        int answers = world.Server.Link.Sent.Count;

        world.Server.Take(peer.Link.First(NetcodePacketKind.Request), Elsewhere);

        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.TokenUsed));
        Assert.Equal(answers, world.Server.Link.Sent.Count);
    }

    [Fact]
    public void A_pending_token_is_admitted_from_its_own_address_again()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient();
        peer.Link.Swallows = static datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Response;
        world.Run(NetcodeWorld.Tick * 5);

        world.Server.Take(peer.Link.First(NetcodePacketKind.Request), peer.Address);

        Assert.Equal(2, world.Server.Link.Count(NetcodePacketKind.Challenge));
        Assert.Equal(1, world.Server.Server.Handshake.History.Count);
        Assert.Equal(1, world.Server.Server.Handshake.Pending.Count);
    }

    [Fact]
    public void A_consumed_token_is_refused_from_anywhere_also_after_the_end()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        byte[] request = peer.Link.First(NetcodePacketKind.Request);
        world.Server.Take(request, Elsewhere);
        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.TokenUsed));

        peer.Client.Disconnect();
        world.Run(NetcodeWorld.Tick * 2);
        Assert.Equal([NetcodeEndReason.ClosedByPeer], world.Server.Handler.Ends);
        world.Server.Take(request, peer.Address);
        world.Server.Take(request, Elsewhere);

        Assert.Equal(3, world.Server.Refused(NetcodeRefusal.TokenUsed));
        Assert.Single(world.Server.Handler.Connections);
    }

    [Fact]
    public void A_response_of_a_former_session_gives_no_second_slot()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        peer.Client.Disconnect();
        world.Run(NetcodeWorld.Tick * 2);

        world.Server.Take(peer.Link.First(NetcodePacketKind.Response), peer.Address);

        Assert.Single(world.Server.Handler.Connections);
        Assert.Equal(0, world.Server.Server.Slots.TakenCount);
    }

    [Fact]
    public void A_challenge_that_one_token_asked_for_does_not_answer_for_another()
    {
        using var world = new NetcodeWorld();
        ConnectToken second = world.Mint(clientId: 2);
        NetcodeWorld.ClientNode peer = world.AddClient(world.Mint(clientId: 1));
        peer.Link.Swallows = static datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Response;
        world.Run(NetcodeWorld.Tick * 5);
        byte[] response = Reseal(peer, second);
        byte[] request = new byte[ConnectionRequest.LengthBytes];
        ConnectionRequest.Write(request, second);

        world.Server.Take(request, Elsewhere);
        world.Server.Take(response, Elsewhere);

        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.BadChallenge));
        Assert.Empty(world.Server.Handler.Connections);
    }

    [Fact]
    public void A_full_history_takes_no_new_token_and_forgets_no_used_one()
    {
        using var world = new NetcodeWorld(change: options => options with { MaxRememberedTokens = 2 });
        NetcodeWorld.ClientNode first = world.AddConnectedClient(world.Mint(clientId: 1));
        world.AddConnectedClient(world.Mint(clientId: 2));
        NetcodeWorld.ClientNode third = world.AddClient(world.Mint(clientId: 3));
        world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(NetcodeClientState.SendingRequest, third.Client.State);
        Assert.Equal(10, world.Server.Refused(NetcodeRefusal.HistoryFull));

        first.Client.Disconnect();
        world.Run(NetcodeWorld.Tick * 2);
        world.Server.Take(first.Link.First(NetcodePacketKind.Request), first.Address);
        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.TokenUsed));
    }

    [Fact]
    public void A_full_history_has_room_again_when_its_tokens_expire()
    {
        using var world = new NetcodeWorld(change: options => options with { MaxRememberedTokens = 1 });
        world.AddConnectedClient(world.Mint(clientId: 1));
        world.Run(TimeSpan.FromSeconds(31));

        world.AddConnectedClient(world.Mint(clientId: 2));

        Assert.Equal(2, world.Server.Server.Slots.TakenCount);
        Assert.Equal(1, world.Server.Server.Handshake.History.Count);
    }

    [Fact]
    public void A_restarted_server_refuses_the_tokens_of_the_run_before()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode former = world.AddConnectedClient(world.Mint(clientId: 1));
        ConnectToken unused = world.Mint(clientId: 2);
        world.Run(TimeSpan.FromSeconds(2));
        world.Kill(world.Server);
        NetcodeWorld.ServerNode restarted = world.AddServer(world.Server.Address);

        restarted.Take(former.Link.First(NetcodePacketKind.Request), former.Address);
        NetcodeWorld.ClientNode early = world.AddClient(unused);
        world.Run(NetcodeWorld.Tick * 5);
        NetcodeWorld.ClientNode fresh = world.AddConnectedClient(world.Mint(clientId: 3));

        Assert.Equal(NetcodeClientState.SendingRequest, early.Client.State);
        Assert.True(restarted.Refused(NetcodeRefusal.TokenBeforeStart) >= 2);
        Assert.Equal(fresh.Address, Assert.Single(restarted.Handler.Connections).Remote);
    }

    [Fact]
    public void Packets_before_the_slot_are_numbered_from_2_to_the_63_and_after_from_0()
    {
        using var world = new NetcodeWorld();
        world.AddConnectedClient();

        byte[] challenge = world.Server.Link.First(NetcodePacketKind.Challenge);
        byte[] keepAlive = world.Server.Link.First(NetcodePacketKind.KeepAlive);

        Assert.Equal(1ul << 63, NetcodeTap.SequenceOf(challenge));
        Assert.Equal(0ul, NetcodeTap.SequenceOf(keepAlive));
    }

    [Fact]
    public void No_key_seals_two_packets_with_one_number()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient();
        int left = 4;
        world.Server.Link.Swallows = datagram =>
            NetcodeTap.KindOf(datagram) == NetcodePacketKind.Challenge && left-- > 0;
        world.Run(TimeSpan.FromSeconds(1));
        ClientSlot slot = world.Server.Handler.Connections[0];
        for (byte value = 0; value < 20; value++)
        {
            world.Server.Server.Send(slot, [value]);
            peer.Client.Send([value]);
            world.Step();
        }

        peer.Client.Disconnect();

        foreach (TappedLink link in (TappedLink[])[world.Server.Link, peer.Link])
        {
            ulong[] numbers = [.. link.Sent
                .Where(static datagram => NetcodeTap.KindOf(datagram) != NetcodePacketKind.Request)
                .Select(NetcodeTap.SequenceOf)];
            Assert.Equal(numbers.Length, numbers.Distinct().Count());
        }
    }

    [Fact]
    public void A_clock_that_is_set_back_brings_no_forgotten_token_back()
    {
        var time = new SettableCalendar { UnixSeconds = 1_000 };
        var options = new NetcodeServerOptions
        {
            ProtocolId = NetcodeWorld.ProtocolId,
            PrivateKey = NetcodeWorld.Key,
            PublicAddresses = [Elsewhere],
        };
        using var gate = new TokenGate(options, time, refusesBeforeStart: true);
        using var mint = new ConnectTokenMint(NetcodeWorld.ProtocolId, NetcodeWorld.Key, time);
        byte[] packet = new byte[ConnectionRequest.LengthBytes];
        ConnectionRequest.Write(packet, mint.Mint(1, [Elsewhere]));
        ConnectionRequest.Read(packet, NetcodeWorld.ProtocolId, out ConnectionRequest request);
        Assert.Equal(NetcodeRefusal.None, gate.Check(request, Elsewhere));

        time.UnixSeconds = 1_030;
        Assert.Equal(NetcodeRefusal.TokenExpired, gate.Check(request, Elsewhere));
        time.UnixSeconds = 1_000;

        Assert.Equal(NetcodeRefusal.TokenExpired, gate.Check(request, Elsewhere));
    }

    // The client's response, sealed anew with another token's key, as a client with two tokens could.
    private static byte[] Reseal(NetcodeWorld.ClientNode peer, ConnectToken token)
    {
        using var opener = new NetcodeSeal(
            AeadSources.Best, NetcodeWorld.ProtocolId, peer.Token.ServerToClientKey, peer.Token.ClientToServerKey);
        using var sealer = new NetcodeSeal(
            AeadSources.Best, NetcodeWorld.ProtocolId, token.ClientToServerKey, token.ServerToClientKey);
        byte[] response = peer.Link.First(NetcodePacketKind.Response);
        NetcodeHeader.Read(response, out NetcodeHeader header);
        Assert.True(opener.TryOpen(response, header, out Span<byte> body));
        return sealer.Seal(new byte[NetcodeFormat.MaxPacketBytes], header.Kind, 0, body).ToArray();
    }
}
