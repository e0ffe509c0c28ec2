using System.Collections.Immutable;
using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class ChannelAbuseTests
{
    private static readonly ImmutableArray<ChannelOptions> Small =
    [
        new() { MaxMessageBytes = 100, WindowBytes = 300, QueueBytes = 400 },
        new() { Mode = ChannelMode.ReliableUnordered, MaxMessageBytes = 100, WindowBytes = 300, QueueBytes = 400 },
        new() { Mode = ChannelMode.Unreliable, MaxMessageBytes = 200, WindowBytes = 400, QueueBytes = 400 },
        new() { Mode = ChannelMode.Sequenced, MaxMessageBytes = 200, WindowBytes = 400, QueueBytes = 400 },
        new() { Mode = ChannelMode.Bulk, MaxMessageBytes = 1_000, WindowBytes = 65_536 },
    ];

    // Sections, a packet each; the last breaks a rule. Offsets are low byte first.
    [Theory]
    [InlineData(ChannelViolation.UnknownChannel, "05 02 61")]
    [InlineData(ChannelViolation.UnknownChannel, "fe 02 61")]
    [InlineData(ChannelViolation.UnknownChannel, "ff 61")]
    [InlineData(ChannelViolation.Malformed, "")]
    [InlineData(ChannelViolation.Malformed, "00")]
    [InlineData(ChannelViolation.Malformed, "00 02 000000")]
    [InlineData(ChannelViolation.Malformed, "00 00 000000")]
    [InlineData(ChannelViolation.Malformed, "00 03 000000 01 61")]
    [InlineData(ChannelViolation.Malformed, "00 06 000000 808000")]
    [InlineData(ChannelViolation.Malformed, "00 02 000000 00 ff")]
    [InlineData(ChannelViolation.TooLarge, "00 02 000000 65")]
    [InlineData(ChannelViolation.TooLarge, "00 04 000000 8002")]
    [InlineData(ChannelViolation.BeyondWindow, "00 02 2c0100 61")]
    [InlineData(ChannelViolation.BeyondWindow, "00 04 2b0100 6161")]
    [InlineData(ChannelViolation.Inconsistent, "00 04 050000 0102", "00 06 040000 000202")]
    [InlineData(ChannelViolation.TooLarge, "01 04 000000 6561")]
    [InlineData(ChannelViolation.Malformed, "01 08 000000 01610561")]
    [InlineData(ChannelViolation.Malformed, "01 03 050000 00 61")]
    [InlineData(ChannelViolation.BeyondWindow, "01 04 2b0100 0161")]
    [InlineData(ChannelViolation.Inconsistent, "01 04 000000 0161", "01 05 020000 01 6161")]
    [InlineData(ChannelViolation.Inconsistent, "01 04 000000 0561", "01 0d 020000 02 616161616161")]
    [InlineData(ChannelViolation.Malformed, "02 03 0100 00 00 61")]
    [InlineData(ChannelViolation.Malformed, "02 03 0100 02 01 61")]
    [InlineData(ChannelViolation.Malformed, "02 03 0100 00 01 61")]
    [InlineData(ChannelViolation.TooLarge, "02 03 0100 0a 0a 61")]
    [InlineData(ChannelViolation.Inconsistent, "02 03 0100 02 02 61", "02 03 0100 02 02 61")]
    [InlineData(ChannelViolation.Inconsistent, "02 03 0100 02 02 61", "02 03 0100 01 01 61")]
    [InlineData(ChannelViolation.Malformed, "04 04 000000 0102")]
    [InlineData(ChannelViolation.Malformed, "04 0c 000000 05 02 01000000")]
    [InlineData(ChannelViolation.Malformed, "04 08 000000 03 000100")]
    [InlineData(ChannelViolation.TooLarge, "04 0c 000000 05 00 e9030000")]
    [InlineData(ChannelViolation.TooLarge, "04 0c 000000 05 00 ffffffff")]
    [InlineData(ChannelViolation.TooLarge, "04 06 000000 868002")]
    [InlineData(ChannelViolation.BadBlock, "04 0e 000000 06 00 02000000 61")]
    [InlineData(ChannelViolation.BadBlock, "04 10 000000 07 01 e8030000 1061")]
    [InlineData(ChannelViolation.BadBlock, "04 12 000000 08 01 02000000 206161")]
    public void A_rule_that_is_broken_has_its_name(ChannelViolation expected, params string[] sections)
    {
        var table = new ChannelTable(Small, 64, new BytePages());
        ChannelViolation violation = ChannelViolation.None;
        foreach (string section in sections)
        {
            Assert.Equal(ChannelViolation.None, violation);
            violation = table.Receive(Hex.Parse(section), (_, _) => true, out _);
        }

        Assert.Equal(expected, violation);
    }

    [Fact]
    public void A_violation_ends_the_session_with_its_reason_on_both_sides()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient(options => options with { MaxSessions = 1 });
        Session session = world.Acceptor.Connections[0];
        var forger = new PeerForger(world, peer);

        forger.Send(PacketKind.Payload, Hex.Parse("09 02 61"), hasMessages: true);
        world.Step();
        world.Step();

        Assert.Equal(DisconnectReason.Misbehaved, session.Reason);
        Assert.Equal(ChannelViolation.UnknownChannel, session.Violation);
        Assert.Equal(DisconnectReason.RejectedByPeer, peer.Session.Reason);
        Assert.Equal(1, session.Statistics.PacketsRejected);
    }

    [Fact]
    public void A_message_that_the_handler_refuses_ends_the_session()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        world.HandlerOf(session).AcceptsMessage = message => message[0] != 2;
        foreach (byte first in (byte[])[1, 2, 3])
            peer.Session.TrySend(0, [first]);

        world.Run(TransportWorld.Tick * 3);

        Assert.Equal(2, world.HandlerOf(session).Messages.Count);
        Assert.Equal(DisconnectReason.Misbehaved, session.Reason);
        Assert.Equal(ChannelViolation.Refused, session.Violation);
    }

    [Fact]
    public void A_handler_that_ends_the_session_gets_no_further_message()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        world.HandlerOf(session).AcceptsMessage = _ =>
        {
            session.Disconnect();
            return true;
        };
        peer.Session.TrySend(0, [1]);
        peer.Session.TrySend(0, [2]);

        world.Run(TransportWorld.Tick * 2);

        Assert.Single(world.HandlerOf(session).Messages);
        Assert.Equal(DisconnectReason.Closed, session.Reason);
        Assert.Equal(ChannelViolation.None, session.Violation);
    }

    [Fact]
    public void A_flood_within_a_session_is_cut_off_and_counted()
    {
        using var world = new TransportWorld(change: options => options with { MaxPacketsPerReceive = 20 });
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        for (int index = 0; index < 50; index++)
            peer.Session.TrySend([1], out _);

        world.Server.Receive();

        Assert.Equal(20, world.HandlerOf(session).Payloads.Count);
        Assert.Equal(30, session.Statistics.PacketsOverLimit);
        peer.Session.TrySend([1], out _);
        world.Server.Receive();
        Assert.Equal(21, world.HandlerOf(session).Payloads.Count);
    }

    [Fact]
    public void A_flood_of_bytes_is_cut_off_and_a_farewell_still_heard()
    {
        using var world = new TransportWorld(change: options => options with { MaxBytesPerReceive = 16_384 });
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        for (int index = 0; index < 50; index++)
            peer.Session.TrySend(new byte[1_000], out _);
        peer.Session.Disconnect();

        world.Server.Receive();

        Assert.Equal(17, world.HandlerOf(session).Payloads.Count);
        Assert.Equal(DisconnectReason.ClosedByPeer, session.Reason);
    }

    [Fact]
    public void What_a_peer_makes_this_side_hold_stays_within_the_windows()
    {
        var table = new ChannelTable(ChannelOptions.Standard, 1_200, new BytePages());
        byte[] room = new byte[1_250];
        byte[] fragment = new byte[800];
        bool isFine = true;
        long before = GC.GetAllocatedBytesForCurrentThread();

        // The last byte of each stream's window, and the last fragment of the largest message in every slot.
        foreach (byte stream in (byte[])[0, 1, 4])
            isFine &= table.Receive([stream, 2, 0xFF, 0xFF, 1, 9], Take, out _) == ChannelViolation.None;
        foreach (ChannelMode mode in (ChannelMode[])[ChannelMode.Unreliable, ChannelMode.Sequenced])
        {
            for (ushort id = 1; id < 100; id++)
            {
                var record = new MessageRecord
                {
                    Channel = (byte)(mode == ChannelMode.Unreliable ? 2 : 3),
                    IsPart = true,
                    Id = new Sequence(id),
                    Index = 13,
                    LastIndex = 13,
                    Bytes = fragment,
                };
                int bytes = record.Write(room, mode);
                isFine &= table.Receive(room.AsSpan(0, bytes), Take, out _) == ChannelViolation.None;
            }
        }

        long heldBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(isFine);
        // Five windows of 128 KiB, an eighth more for their bits, fragments rounded up to whole ones.
        Assert.InRange(heldBytes, 3 * 131_072, 5 * 131_072 * 5 / 4);
    }

    [Fact]
    public void A_session_that_sends_no_message_holds_no_buffers_for_any()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var table = new ChannelTable(ChannelOptions.Standard, 1_200, new BytePages());

        Assert.False(table.IsDue);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 8_192);
    }

    [Fact]
    public void Garbage_never_throws() =>
        Gen.Byte[0, 12].Array[0, 60].Array[1, 30].Sample(sections => Feed(sections));

    [Fact]
    public void Honest_sections_with_a_changed_byte_never_throw() =>
        Gen.Select(Gen.Int[0, 1_000], Gen.Int[0, 1_000], Gen.Byte).Array[1, 30].Sample(changes =>
        {
            var sender = new ChannelTable(Small, 64, new BytePages());
            var sections = new List<byte[]>();
            ushort packet = 0;
            foreach ((int seed, int at, byte value) in changes)
            {
                for (byte channel = 0; channel < Small.Length; channel++)
                    sender.TrySend(channel, NumberedMessages.Create(seed, seed % 100));
                byte[] room = new byte[64];
                byte[] section = room[..sender.Write(room, new Sequence(packet++), datagramsOnly: false)];
                if (section.Length > 0)
                    section[at % section.Length] = value;
                sections.Add(section);
            }

            Feed([.. sections]);
        });

    private static void Feed(byte[][] sections)
    {
        var table = new ChannelTable(Small, 64, new BytePages());
        foreach (byte[] section in sections)
        {
            table.Receive(section, Take, out int bytes);
            Assert.InRange(bytes, 0, section.Length);
        }
    }

    private static bool Take(byte channel, ReadOnlySpan<byte> message)
    {
        Assert.InRange(message.Length, 0, Small[channel].MaxMessageBytes);
        return true;
    }
}
