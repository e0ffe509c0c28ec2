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
            + "00000000000000000000000000000000000000000000000000000000583b46bb",
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
