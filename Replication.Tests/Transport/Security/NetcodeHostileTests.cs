using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

/// <summary>What others may send: replays, damage, garbage; and what it costs to say no.</summary>
public sealed class NetcodeHostileTests
{
    private static readonly LinkAddress Stranger = NetcodeWorld.Address("10.9.8.7:6");

    [Fact]
    public void A_replayed_packet_comes_in_once_on_both_sides()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        peer.Client.Send([1]);
        world.Server.Server.Send(world.Server.Handler.Connections[0], [2]);
        world.Run(NetcodeWorld.Tick * 3);

        foreach (byte[] datagram in peer.Link.Sent.ToArray())
            world.Server.Take(datagram, peer.Address);
        foreach (byte[] datagram in world.Server.Link.Sent.ToArray())
            peer.Take(datagram, world.Server.Address);

        Assert.Single(world.Server.Handler.Payloads);
        Assert.Single(peer.Handler.Payloads);
        Assert.True(world.Server.Refused(NetcodeRefusal.Replayed) > 0);
        Assert.True(peer.Client.Counters[NetcodeRefusal.Replayed] > 0);
        AssertExchangeWorks(world, peer);
    }

    [Fact]
    public void A_packet_reflected_to_its_sender_does_not_open()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        for (byte value = 0; value < 10; value++)
            peer.Client.Send([value]);

        // Its number is one that the server has not come to yet.
        peer.Take(peer.Link.Last(NetcodePacketKind.Payload), world.Server.Address);

        Assert.Equal(1, peer.Client.Counters[NetcodeRefusal.NotOpened]);
        Assert.Empty(peer.Handler.Payloads);
    }

    [Fact]
    public void A_forged_number_does_not_move_the_window()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        byte[] forged = new byte[1 + 8 + 100];
        NetcodeHeader.For(NetcodePacketKind.Payload, NonceCounter.GlobalStart - 1).Write(forged);

        world.Server.Take(forged, peer.Address);

        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.NotOpened));
        AssertExchangeWorks(world, peer);
    }

    [Theory]
    [InlineData((int)NetcodePacketKind.Payload)]
    [InlineData((int)NetcodePacketKind.KeepAlive)]
    [InlineData((int)NetcodePacketKind.Disconnect)]
    public void Every_flipped_bit_of_a_clients_packet_keeps_it_out(int kind)
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        peer.Link.Swallows = static _ => true;
        peer.Client.Send([1, 2, 3, 4, 5]);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        peer.Client.Update();
        peer.Client.Disconnect();
        byte[] datagram = peer.Link.Last((NetcodePacketKind)kind);

        for (int bit = 0; bit < datagram.Length * 8; bit++)
            world.Server.Take(NetcodeTap.Flip(datagram, bit), peer.Address);

        Assert.Empty(world.Server.Handler.Payloads);
        Assert.Empty(world.Server.Handler.Ends);
        Assert.Equal(datagram.Length * 8, Refusals(world.Server.Server.Counters));
        world.Server.Take(datagram, peer.Address);
        Assert.Equal(datagram.Length * 8, Refusals(world.Server.Server.Counters));
    }

    [Fact]
    public void Every_flipped_bit_of_a_request_or_response_changes_nothing()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient();
        peer.Link.Swallows = static _ => true;
        peer.Client.Update();
        byte[] request = peer.Link.First(NetcodePacketKind.Request);
        for (int bit = 0; bit < request.Length * 8; bit++)
            world.Server.Take(NetcodeTap.Flip(request, bit), peer.Address);
        Assert.Empty(world.Server.Link.Sent);
        Assert.Equal(0, world.Server.Server.Handshake.History.Count);
        Assert.Equal(0, world.Server.Server.Handshake.Pending.Count);
        Assert.Equal(request.Length * 8, Refusals(world.Server.Server.Counters));

        world.Server.Take(request, peer.Address);
        peer.Take(world.Server.Link.First(NetcodePacketKind.Challenge), world.Server.Address);
        byte[] response = peer.Link.First(NetcodePacketKind.Response);
        for (int bit = 0; bit < response.Length * 8; bit++)
            world.Server.Take(NetcodeTap.Flip(response, bit), peer.Address);

        Assert.Empty(world.Server.Handler.Connections);
        world.Server.Take(response, peer.Address);
        Assert.Single(world.Server.Handler.Connections);
    }

    [Fact]
    public void Every_flipped_bit_of_a_servers_packet_changes_nothing()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient();
        world.Server.Link.Swallows = static _ => true;
        world.Run(NetcodeWorld.Tick * 2);
        byte[] challenge = world.Server.Link.First(NetcodePacketKind.Challenge);
        TakeFlipped(world, peer, challenge);
        Assert.Equal(NetcodeClientState.SendingRequest, peer.Client.State);

        peer.Take(challenge, world.Server.Address);
        world.Run(NetcodeWorld.Tick * 2);
        byte[] keepAlive = world.Server.Link.First(NetcodePacketKind.KeepAlive);
        TakeFlipped(world, peer, keepAlive);
        Assert.Equal(NetcodeClientState.SendingResponse, peer.Client.State);

        peer.Take(keepAlive, world.Server.Address);
        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
        world.Server.Server.Disconnect(world.Server.Handler.Connections[0]);
        TakeFlipped(world, peer, world.Server.Link.Last(NetcodePacketKind.Disconnect));
        Assert.Equal(NetcodeClientState.Connected, peer.Client.State);
    }

    [Fact]
    public void Every_truncation_of_every_packet_is_refused()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        peer.Link.Swallows = static _ => true;
        peer.Client.Send(new byte[50]);
        peer.Client.Disconnect();

        foreach (byte[] datagram in peer.Link.Sent.DistinctBy(NetcodeTap.KindOf).ToArray())
        {
            for (int lengthBytes = 0; lengthBytes < datagram.Length; lengthBytes++)
                world.Server.Take(datagram[..lengthBytes], peer.Address);
        }

        Assert.Empty(world.Server.Handler.Payloads);
        Assert.Empty(world.Server.Handler.Ends);
    }

    [Fact]
    public void A_hundred_thousand_pieces_of_garbage_change_nothing()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        byte[][] patterns = [.. peer.Link.Sent, .. world.Server.Link.Sent];
        var random = new SeededRandom(42);
        byte[] buffer = new byte[1_400];
        for (int round = 0; round < 100_000; round++)
        {
            Span<byte> garbage = MakeGarbage(buffer, patterns, ref random);
            LinkAddress from = random.NextChance(0.5) ? peer.Address : Stranger;
            if (random.NextChance(0.5))
                world.Server.Server.Take(garbage, from);
            else
                peer.Client.Take(garbage, random.NextChance(0.5) ? world.Server.Address : Stranger);
        }

        Assert.Empty(peer.Handler.Ends);
        Assert.Empty(world.Server.Handler.Ends);
        Assert.Empty(peer.Handler.Payloads);
        Assert.Empty(world.Server.Handler.Payloads);
        Assert.Equal(1, world.Server.Server.Handshake.History.Count);
        AssertExchangeWorks(world, peer);
    }

    [Fact]
    public void What_can_be_refused_without_a_key_costs_no_cipher()
    {
        using var world = new NetcodeWorld(change: options => options with { MaxRememberedTokens = 2 });
        NetcodeWorld.ClientNode peer = world.AddConnectedClient();
        NetcodeWorld.ClientNode pending = world.AddClient();
        pending.Link.Swallows = static datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Response;
        world.Run(NetcodeWorld.Tick * 5);
        byte[] request = peer.Link.First(NetcodePacketKind.Request);
        byte[] payload = new byte[100];
        NetcodeHeader.For(NetcodePacketKind.Payload, 0).Write(payload);
        (byte[] Datagram, LinkAddress From, NetcodeRefusal Refusal)[] cases =
        [
            ([], Stranger, NetcodeRefusal.WrongLength),
            (request[..^1], Stranger, NetcodeRefusal.WrongLength),
            (NetcodeTap.Flip(request, 8 * 3), Stranger, NetcodeRefusal.WrongVersion),
            (NetcodeTap.Flip(request, 8 * 14), Stranger, NetcodeRefusal.WrongProtocol),
            (WithExpiry(request, 0), Stranger, NetcodeRefusal.TokenExpired),
            (WithExpiry(request, 946_684_810), Stranger, NetcodeRefusal.TokenBeforeStart),
            (WithExpiry(request, 946_684_900), Stranger, NetcodeRefusal.TokenTooLong),
            (request, Stranger, NetcodeRefusal.TokenUsed),
            (NetcodeTap.Flip(request, (request.Length * 8) - 1), Stranger, NetcodeRefusal.HistoryFull),
            (request, peer.Address, NetcodeRefusal.AlreadyConnected),
            (payload, Stranger, NetcodeRefusal.UnknownSender),
            (payload, pending.Address, NetcodeRefusal.UnknownSender),
            (peer.Link.First(NetcodePacketKind.Response), peer.Address, NetcodeRefusal.AlreadyConnected),
            (peer.Link.First(NetcodePacketKind.Response), Stranger, NetcodeRefusal.UnknownSender),
            (peer.Link.First(NetcodePacketKind.KeepAlive), peer.Address, NetcodeRefusal.Replayed),
            (world.Server.Link.First(NetcodePacketKind.Challenge), peer.Address, NetcodeRefusal.UnexpectedKind),
        ];

        foreach ((byte[] datagram, LinkAddress from, NetcodeRefusal refusal) in cases)
        {
            long refused = world.Server.Refused(refusal);
            int before = world.Ciphers.All;
            int sent = world.Server.Link.Sent.Count;
            world.Server.Take(datagram, from);
            Assert.Equal(refused + 1, world.Server.Refused(refusal));
            Assert.True(before == world.Ciphers.All, $"{refusal} cost a cipher");
            Assert.Equal(sent, world.Server.Link.Sent.Count);
        }
    }

    [Fact]
    public void A_repeated_request_imports_no_key_again()
    {
        using var world = new NetcodeWorld();
        NetcodeWorld.ClientNode peer = world.AddClient();
        peer.Link.Swallows = static datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Response;
        world.Run(NetcodeWorld.Tick * 5);
        int imports = world.Ciphers.Imports;

        world.Server.Take(peer.Link.First(NetcodePacketKind.Request), peer.Address);

        Assert.Equal(imports, world.Ciphers.Imports);
    }

    [Fact]
    public void Pending_clients_are_bounded_and_make_room_when_their_time_is_over()
    {
        using var world = new NetcodeWorld(change: options => options with { MaxPendingClients = 2 });
        for (ulong id = 1; id <= 3; id++)
        {
            NetcodeWorld.ClientNode peer = world.AddClient(world.Mint(id));
            peer.Link.Swallows = static datagram => NetcodeTap.KindOf(datagram) == NetcodePacketKind.Response;
        }

        world.Run(NetcodeWorld.Tick * 3);
        Assert.Equal(2, world.Server.Server.Handshake.Pending.Count);
        Assert.Equal(1, world.Server.Refused(NetcodeRefusal.PendingFull));

        world.Run(TimeSpan.FromSeconds(11));
        Assert.Equal(0, world.Server.Server.Handshake.Pending.Count);
    }

    private static void TakeFlipped(NetcodeWorld world, NetcodeWorld.ClientNode peer, byte[] datagram)
    {
        for (int bit = 0; bit < datagram.Length * 8; bit++)
            peer.Take(NetcodeTap.Flip(datagram, bit), world.Server.Address);
    }

    private static byte[] WithExpiry(byte[] request, ulong expireTimestamp)
    {
        byte[] changed = [.. request];
        BitConverter.TryWriteBytes(changed.AsSpan(22), expireTimestamp);
        return changed;
    }

    // Half of it random, half of it true packets with some bytes changed.
    private static Span<byte> MakeGarbage(byte[] buffer, byte[][] patterns, ref SeededRandom random)
    {
        if (random.NextChance(0.5))
        {
            Span<byte> noise = buffer.AsSpan(0, (int)(random.Next() % (ulong)buffer.Length));
            foreach (ref byte value in noise)
                value = (byte)random.Next();
            if (noise.Length > 0 && random.NextChance(0.7))
                noise[0] = (byte)((noise[0] & 0x70) | (noise[0] % 7));
            return noise;
        }

        byte[] pattern = patterns[(int)(random.Next() % (ulong)patterns.Length)];
        pattern.CopyTo(buffer, 0);
        for (int change = 0; change < 3; change++)
            buffer[(int)(random.Next() % (ulong)pattern.Length)] ^= (byte)(1 + (random.Next() % 255));
        return buffer.AsSpan(0, pattern.Length);
    }

    private static long Refusals(NetcodeCounters counters) =>
        Enum.GetValues<NetcodeRefusal>().Sum(refusal => counters[refusal]);

    private static void AssertExchangeWorks(NetcodeWorld world, NetcodeWorld.ClientNode peer)
    {
        int fromServer = peer.Handler.Payloads.Count;
        int fromClient = world.Server.Handler.Payloads.Count;
        Assert.True(peer.Client.Send([9]));
        Assert.True(world.Server.Server.Send(world.Server.Handler.Connections[0], [8]));
        world.Run(NetcodeWorld.Tick * 3);
        Assert.Equal(fromServer + 1, peer.Handler.Payloads.Count);
        Assert.Equal(fromClient + 1, world.Server.Handler.Payloads.Count);
    }
}
