using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>What a client says about itself in both of its handshake packets.</summary>
internal readonly record struct ClientHello(
    byte Version, ulong ProtocolId, ulong SchemaHash, ulong Salt, ulong ChannelHash);

/// <summary>
/// The five packets that lead to a session. Little-endian; each has one length and ends in a CRC-32C over the magic
/// number "REPLPKT1" (8 bytes) and all bytes before the checksum.
/// <code>
/// ConnectRequest    64   0 kind 1 | 1 version 1 | 2 protocol id 8 | 10 schema hash 8 | 18 client salt 8 | 26 zeros 26
///                        | 52 channel hash 8
/// Challenge         37   0 kind 1 | 1 client salt 8 | 9 cookie 24
/// ChallengeResponse 64   0 kind 1 | 1 version 1 | 2 protocol id 8 | 10 schema hash 8 | 18 client salt 8 | 26 cookie 24
///                        | 50 max payload bytes 2 | 52 channel hash 8
/// Accepted          31   0 kind 1 | 1 client salt 8 | 9 server salt 8 | 17 session id 8 | 25 max payload bytes 2
/// Denied            14   0 kind 1 | 1 client salt 8 | 9 reason 1
/// </code>
/// The zeros make every answer shorter than its question, so that a forged sender address gains an attacker nothing.
/// </summary>
internal static class HandshakePackets
{
    public const byte Version = 1;
    public const int RequestBytes = 64;
    public const int ChallengeBytes = 37;
    public const int ResponseBytes = 64;
    public const int AcceptedBytes = 31;
    public const int DeniedBytes = 14;
    public const int MaxBytes = 64;

    // The bytes "REPLPKT1" in the order in which they are summed.
    private const ulong Magic = 0x3154_4B50_4C50_4552;
    private const int ChecksumBytes = 4;
    private const int CookieOffset = 26;
    private const int MaxPayloadOffset = 50;
    private const int ChannelHashOffset = 52;

    public static ReadOnlySpan<byte> WriteRequest(Span<byte> buffer, in ClientHello hello)
    {
        Span<byte> packet = Begin(buffer, PacketKind.ConnectRequest, RequestBytes);
        WriteHello(packet, hello);
        return End(packet);
    }

    public static bool TryReadRequest(ReadOnlySpan<byte> packet, out ClientHello hello)
    {
        bool whole = IsWhole(packet, PacketKind.ConnectRequest, RequestBytes);
        hello = whole ? ReadHello(packet) : default;
        return whole;
    }

    public static ReadOnlySpan<byte> WriteChallenge(Span<byte> buffer, ulong clientSalt, ReadOnlySpan<byte> cookie)
    {
        Span<byte> packet = Begin(buffer, PacketKind.Challenge, ChallengeBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[1..], clientSalt);
        cookie.CopyTo(packet[9..]);
        return End(packet);
    }

    public static bool TryReadChallenge(ReadOnlySpan<byte> packet, out ulong clientSalt, out ReadOnlySpan<byte> cookie)
    {
        bool whole = IsWhole(packet, PacketKind.Challenge, ChallengeBytes);
        clientSalt = whole ? BinaryPrimitives.ReadUInt64LittleEndian(packet[1..]) : 0;
        cookie = whole ? packet.Slice(9, HandshakeCookie.Bytes) : default;
        return whole;
    }

    public static ReadOnlySpan<byte> WriteResponse(
        Span<byte> buffer, in ClientHello hello, ReadOnlySpan<byte> cookie, int maxPayloadBytes)
    {
        Span<byte> packet = Begin(buffer, PacketKind.ChallengeResponse, ResponseBytes);
        WriteHello(packet, hello);
        cookie.CopyTo(packet[CookieOffset..]);
        BinaryPrimitives.WriteUInt16LittleEndian(packet[MaxPayloadOffset..], (ushort)maxPayloadBytes);
        return End(packet);
    }

    public static bool TryReadResponse(
        ReadOnlySpan<byte> packet, out ClientHello hello, out ReadOnlySpan<byte> cookie, out int maxPayloadBytes)
    {
        bool whole = IsWhole(packet, PacketKind.ChallengeResponse, ResponseBytes);
        hello = whole ? ReadHello(packet) : default;
        cookie = whole ? packet.Slice(CookieOffset, HandshakeCookie.Bytes) : default;
        maxPayloadBytes = whole ? BinaryPrimitives.ReadUInt16LittleEndian(packet[MaxPayloadOffset..]) : 0;
        return whole;
    }

    public static ReadOnlySpan<byte> WriteAccepted(
        Span<byte> buffer, ulong clientSalt, ulong serverSalt, ulong sessionId, int maxPayloadBytes)
    {
        Span<byte> packet = Begin(buffer, PacketKind.Accepted, AcceptedBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[1..], clientSalt);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[9..], serverSalt);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[17..], sessionId);
        BinaryPrimitives.WriteUInt16LittleEndian(packet[25..], (ushort)maxPayloadBytes);
        return End(packet);
    }

    public static bool TryReadAccepted(
        ReadOnlySpan<byte> packet,
        out ulong clientSalt,
        out ulong serverSalt,
        out ulong sessionId,
        out int maxPayloadBytes)
    {
        bool whole = IsWhole(packet, PacketKind.Accepted, AcceptedBytes);
        clientSalt = whole ? BinaryPrimitives.ReadUInt64LittleEndian(packet[1..]) : 0;
        serverSalt = whole ? BinaryPrimitives.ReadUInt64LittleEndian(packet[9..]) : 0;
        sessionId = whole ? BinaryPrimitives.ReadUInt64LittleEndian(packet[17..]) : 0;
        maxPayloadBytes = whole ? BinaryPrimitives.ReadUInt16LittleEndian(packet[25..]) : 0;
        return whole;
    }

    public static ReadOnlySpan<byte> WriteDenied(Span<byte> buffer, ulong clientSalt, DisconnectReason reason)
    {
        Span<byte> packet = Begin(buffer, PacketKind.Denied, DeniedBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[1..], clientSalt);
        packet[9] = ReasonCodes.ToDenial(reason);
        return End(packet);
    }

    public static bool TryReadDenied(ReadOnlySpan<byte> packet, out ulong clientSalt, out DisconnectReason reason)
    {
        bool whole = IsWhole(packet, PacketKind.Denied, DeniedBytes);
        clientSalt = whole ? BinaryPrimitives.ReadUInt64LittleEndian(packet[1..]) : 0;
        reason = whole ? ReasonCodes.FromDenial(packet[9]) : DisconnectReason.None;
        return whole && reason != DisconnectReason.None;
    }

    private static Span<byte> Begin(Span<byte> buffer, PacketKind kind, int lengthBytes)
    {
        Span<byte> packet = buffer[..lengthBytes];
        packet.Clear();
        packet[0] = (byte)kind;
        return packet;
    }

    private static ReadOnlySpan<byte> End(Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(packet[^ChecksumBytes..], Checksum(packet));
        return packet;
    }

    private static bool IsWhole(ReadOnlySpan<byte> packet, PacketKind kind, int lengthBytes) =>
        packet.Length == lengthBytes
        && packet[0] == (byte)kind
        && BinaryPrimitives.ReadUInt32LittleEndian(packet[^ChecksumBytes..]) == Checksum(packet);

    private static uint Checksum(ReadOnlySpan<byte> packet) =>
        Checksums.Finish(Checksums.Add(Checksums.Add(Checksums.Start, Magic), packet[..^ChecksumBytes]));

    private static void WriteHello(Span<byte> packet, in ClientHello hello)
    {
        packet[1] = hello.Version;
        BinaryPrimitives.WriteUInt64LittleEndian(packet[2..], hello.ProtocolId);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[10..], hello.SchemaHash);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[18..], hello.Salt);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[ChannelHashOffset..], hello.ChannelHash);
    }

    private static ClientHello ReadHello(ReadOnlySpan<byte> packet) => new(
        packet[1],
        BinaryPrimitives.ReadUInt64LittleEndian(packet[2..]),
        BinaryPrimitives.ReadUInt64LittleEndian(packet[10..]),
        BinaryPrimitives.ReadUInt64LittleEndian(packet[18..]),
        BinaryPrimitives.ReadUInt64LittleEndian(packet[ChannelHashOffset..]));
}
