using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>The test vectors of PROTOCOL.md, and the checksum against its definition bit by bit.</summary>
public sealed class ProtocolVectorTests
{
    private const ulong ClientSalt = 0x1111_1111_1111_1111;
    private const ulong ServerSalt = 0x2222_2222_2222_2222;
    private const ulong ProtocolId = 0x0102_0304_0506_0708;

    [Fact]
    public void The_checksum_is_CRC_32C()
    {
        byte[] digits = "123456789"u8.ToArray();

        Assert.Equal(0xE306_9283u, Checksums.Finish(Checksums.Add(Checksums.Start, digits)));
    }

    [Fact]
    public void The_seal_covers_protocol_salt_number_header_and_body()
    {
        SessionSalts salts = SessionSalts.From(ClientSalt, ServerSalt);
        byte[] packet = SealedPayload();
        byte[] covered =
        [
            .. BitConverter.GetBytes(ProtocolId),
            .. BitConverter.GetBytes(salts.ToServer),
            .. BitConverter.GetBytes(5UL),
            .. packet[..^4],
        ];

        Assert.Equal(BitwiseCrc32C(covered), BitConverter.ToUInt32(packet.AsSpan()[^4..]));
    }

    [Fact]
    public void Vector_salts()
    {
        SessionSalts salts = SessionSalts.From(ClientSalt, ServerSalt);

        Assert.Equal("92f06f823f3b2133", salts.ToServer.ToString("x16"));
        Assert.Equal("bb27c3a8de513149", salts.ToClient.ToString("x16"));
    }

    [Fact]
    public void Vector_connect_request()
    {
        var hello = new ClientHello(1, ProtocolId, 0x1112_1314_1516_1718, ClientSalt, 0x2122_2324_2526_2728);
        byte[] buffer = new byte[HandshakePackets.MaxBytes];

        Assert.Equal(
            "0101080706050403020118171615141312111111111111111111000000000000"
            + "00000000000000000000000000000000000000002827262524232221734cc7d6",
            Hex.Print(HandshakePackets.WriteRequest(buffer, hello)));
    }

    [Fact]
    public void Vector_accepted()
    {
        byte[] buffer = new byte[HandshakePackets.MaxBytes];

        Assert.Equal(
            "04111111111111111122222222222222220300000000000000b004ba24cefc",
            Hex.Print(HandshakePackets.WriteAccepted(buffer, ClientSalt, ServerSalt, 3, 1_200)));
    }

    [Fact]
    public void Vector_denied()
    {
        byte[] buffer = new byte[HandshakePackets.MaxBytes];

        Assert.Equal(
            "051111111111111111034c647f00",
            Hex.Print(HandshakePackets.WriteDenied(buffer, ClientSalt, DisconnectReason.SchemaMismatch)));
    }

    [Fact]
    public void Vector_sealed_payload() =>
        Assert.Equal("16050009000c05000000deadbeef1f2546ea", Hex.Print(SealedPayload()));

    [Fact]
    public void Vector_payload_with_ranges_and_messages()
    {
        SessionSalts salts = SessionSalts.From(ClientSalt, ServerSalt);
        var seal = new ChecksumSeal(ProtocolId, salts.ToServer, salts.ToClient);
        var header = new PacketHeader(PacketKind.Payload, new Sequence(6), true, new Sequence(90), 0, uint.MaxValue)
        {
            HasRanges = true,
            HasMessages = true,
        };
        byte[] body = Hex.Parse("02 0202 0100  00 06 000000 026869  ff  deadbeef");
        byte[] packet = new byte[PacketHeader.MaxBytes + body.Length];
        int headerBytes = header.Write(packet);
        packet = packet[..(headerBytes + body.Length + ChecksumSeal.Bytes)];
        body.CopyTo(packet, headerBytes);
        seal.Seal(packet, headerBytes, 6);

        Assert.Equal("f606005a000002020201000006000000026869ffdeadbeefe214b473", Hex.Print(packet));
        Assert.True(PacketHeader.TryRead(packet, out PacketHeader read, out _));
        Assert.Equal(header, read);
    }

    [Fact]
    public void Vector_ranges()
    {
        var accepted = new BitRing(64);
        accepted.Set(2, 5);
        accepted.Set(6, 7);
        byte[] target = new byte[AckRanges.MaxBytes];

        Assert.Equal("0202020100", Hex.Print(target.AsSpan(0, AckRanges.Write(target, accepted, 0, 64))));
    }

    [Theory]
    [InlineData(ChannelMode.ReliableOrdered, "6869", "0006000000026869")]
    [InlineData(ChannelMode.ReliableUnordered, "6869", "0006000000026869")]
    [InlineData(ChannelMode.Unreliable, "6869", "00046869")]
    [InlineData(ChannelMode.Sequenced, "6869", "000400006869")]
    [InlineData(ChannelMode.Bulk, "6869", "00100000000700020000006869")]
    public void Vector_first_message_of_a_channel(ChannelMode mode, string message, string section)
    {
        var channels = new ChannelTable([new ChannelOptions { Mode = mode }], 1_200, new BytePages());
        byte[] room = new byte[1_200];
        channels.TrySend(0, Hex.Parse(message));

        Assert.Equal(section, Hex.Print(room.AsSpan(0, channels.Write(room, default, datagramsOnly: false))));
    }

    [Fact]
    public void Vector_records_of_parts()
    {
        byte[] bytes = new byte[32];
        var continuation = new MessageRecord
        {
            Channel = 1, IsPart = true, Offset = 0x01_0203, Distance = 300, Bytes = [0xAA, 0xBB],
        };
        var fragment = new MessageRecord
        {
            Channel = 2, IsPart = true, Id = new Sequence(7), Index = 1, LastIndex = 2, Bytes = [0xFF],
        };

        int length = continuation.Write(bytes, ChannelMode.ReliableUnordered);
        Assert.Equal("0105030201ac02aabb", Hex.Print(bytes.AsSpan(0, length)));
        length = fragment.Write(bytes, ChannelMode.Unreliable);
        Assert.Equal("020307000102ff", Hex.Print(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Vector_of_a_packed_block()
    {
        var assembly = new BulkAssembly(100);

        Assert.Equal(ChannelViolation.None, assembly.Take(Hex.Parse("01 14000000 1a 61 0100 50 6161616161"), out _));
        Assert.Equal(new string('a', 20), System.Text.Encoding.ASCII.GetString(assembly.Message));
    }

    [Fact]
    public void Vector_channel_hash() =>
        Assert.Equal("bf6401ad7f48dd91", ChannelOptions.Hash(ChannelOptions.Standard).ToString("x16"));

    // Packet 5 to the server: acks packet 9 and, by its bits, 8 and 6; the ack waited 12 ms; the payload is
    // DE AD BE EF.
    private static byte[] SealedPayload()
    {
        SessionSalts salts = SessionSalts.From(ClientSalt, ServerSalt);
        var seal = new ChecksumSeal(ProtocolId, salts.ToServer, salts.ToClient);
        var header = new PacketHeader(PacketKind.Payload, new Sequence(5), true, new Sequence(9), 12, 0b101);
        byte[] packet = new byte[PacketHeader.MaxBytes + 4 + ChecksumSeal.Bytes];
        int headerBytes = header.Write(packet);
        byte[] payload = [0xDE, 0xAD, 0xBE, 0xEF];
        payload.CopyTo(packet, headerBytes);
        seal.Seal(packet, headerBytes, 5);
        return packet;
    }

    private static uint BitwiseCrc32C(byte[] bytes)
    {
        uint state = 0xFFFF_FFFF;
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
                state = (state & 1) != 0 ? state >> 1 ^ 0x82F6_3B78 : state >> 1;
        }

        return ~state;
    }
}
