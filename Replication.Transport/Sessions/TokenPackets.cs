using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Replication.Transport;

/// <summary>
/// The two packets of a sealed session's handshake that take the place of ChallengeResponse and Accepted; request,
/// challenge and denial are those of <see cref="HandshakePackets"/>. Little-endian; each has one length and ends in 16
/// bytes of a code that only who knows the connect token's keys can make.
/// <code>
/// TokenResponse 1170     0 kind 10 | 1 token version 13 | 14 protocol id 8 | 22 token expires 8 | 30 token nonce 24
///                        | 54 sealed private part 1024                            as netcode 1.02's request has them
///                        | 1078 version 1 | 1079 client random 32 | 1111 cookie 24 | 1135 schema hash 8
///                        | 1143 channel hash 8 | 1151 max payload bytes 2 | 1153 ciphers 1 | 1154 code 16
/// TokenAccepted 70       0 kind 11 | 1 client salt 8 | 9 server random 32 | 41 session id 8 | 49 connection id 2
///                        | 51 max payload bytes 2 | 53 cipher 1 | 54 code 16
/// </code>
/// The client salt is the first eight bytes of the client random. The codes are the first 16 bytes of
/// <code>
/// HMAC-SHA-256(key of the client's packets, "replication 1 response" | the packet before the code)
/// HMAC-SHA-256(key of the server's packets, "replication 1 accepted" | client random 32 | the packet before the code)
/// </code>
/// </summary>
internal static class TokenPackets
{
    public const int ResponseBytes = CiphersOffset + 1 + CodeBytes;
    public const int AcceptedBytes = 54 + CodeBytes;
    public const int CodeBytes = 16;

    private const int VersionOffset = ConnectionRequest.LengthBytes;
    private const int RandomOffset = VersionOffset + 1;
    private const int CookieOffset = RandomOffset + SessionSecrets.RandomBytes;
    private const int SchemaOffset = CookieOffset + HandshakeCookie.Bytes;
    private const int ChannelOffset = SchemaOffset + 8;
    private const int MaxPayloadOffset = ChannelOffset + 8;
    private const int CiphersOffset = MaxPayloadOffset + 2;
    private const int MaxLabelBytes = 22;

    private static ReadOnlySpan<byte> ResponseLabel => "replication 1 response"u8;

    private static ReadOnlySpan<byte> AcceptedLabel => "replication 1 accepted"u8;

    public static ReadOnlySpan<byte> WriteResponse(
        Span<byte> buffer,
        ConnectToken token,
        in ClientHello hello,
        ReadOnlySpan<byte> clientRandom,
        ReadOnlySpan<byte> cookie,
        int maxPayloadBytes,
        byte ciphers)
    {
        Span<byte> packet = buffer[..ResponseBytes];
        ConnectionRequest.Write(packet, token);
        packet[0] = (byte)PacketKind.TokenResponse;
        packet[VersionOffset] = hello.Version;
        clientRandom.CopyTo(packet[RandomOffset..]);
        cookie.CopyTo(packet[CookieOffset..]);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[SchemaOffset..], hello.SchemaHash);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[ChannelOffset..], hello.ChannelHash);
        BinaryPrimitives.WriteUInt16LittleEndian(packet[MaxPayloadOffset..], (ushort)maxPayloadBytes);
        packet[CiphersOffset] = ciphers;
        WriteCode(packet[^CodeBytes..], token.ClientToServerKey, ResponseLabel, default, packet[..^CodeBytes]);
        return packet;
    }

    public static ReadOnlySpan<byte> WriteAccepted(
        Span<byte> buffer, in TokenAcceptance acceptance, ReadOnlySpan<byte> key, ReadOnlySpan<byte> clientRandom)
    {
        Span<byte> packet = buffer[..AcceptedBytes];
        packet[0] = (byte)PacketKind.TokenAccepted;
        BinaryPrimitives.WriteUInt64LittleEndian(packet[1..], acceptance.ClientSalt);
        acceptance.ServerRandom.CopyTo(packet[9..]);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[41..], acceptance.SessionId);
        BinaryPrimitives.WriteUInt16LittleEndian(packet[49..], acceptance.ConnectionId);
        BinaryPrimitives.WriteUInt16LittleEndian(packet[51..], (ushort)acceptance.MaxPayloadBytes);
        packet[53] = (byte)acceptance.Cipher;
        WriteCode(packet[^CodeBytes..], key, AcceptedLabel, clientRandom, packet[..^CodeBytes]);
        return packet;
    }

    /// <returns>False: another length or kind. Nothing in it is true yet.</returns>
    public static bool TryReadAccepted(ReadOnlySpan<byte> packet, out TokenAcceptance acceptance)
    {
        acceptance = default;
        if (packet.Length != AcceptedBytes || packet[0] != (byte)PacketKind.TokenAccepted)
            return false;
        acceptance = new TokenAcceptance
        {
            ClientSalt = BinaryPrimitives.ReadUInt64LittleEndian(packet[1..]),
            ServerRandom = packet.Slice(9, SessionSecrets.RandomBytes),
            SessionId = BinaryPrimitives.ReadUInt64LittleEndian(packet[41..]),
            ConnectionId = BinaryPrimitives.ReadUInt16LittleEndian(packet[49..]),
            MaxPayloadBytes = BinaryPrimitives.ReadUInt16LittleEndian(packet[51..]),
            Cipher = (CipherKind)packet[53],
        };
        return true;
    }

    public static bool IsAcceptedGenuine(
        ReadOnlySpan<byte> packet, ReadOnlySpan<byte> key, ReadOnlySpan<byte> clientRandom) =>
        IsGenuine(packet, key, AcceptedLabel, clientRandom);

    private static bool IsGenuine(
        ReadOnlySpan<byte> packet, ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> before)
    {
        Span<byte> code = stackalloc byte[CodeBytes];
        WriteCode(code, key, label, before, packet[..^CodeBytes]);
        return CryptographicOperations.FixedTimeEquals(code, packet[^CodeBytes..]);
    }

    private static void WriteCode(
        Span<byte> code,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> covered)
    {
        Span<byte> input = stackalloc byte[MaxLabelBytes + SessionSecrets.RandomBytes + ResponseBytes];
        label.CopyTo(input);
        before.CopyTo(input[label.Length..]);
        covered.CopyTo(input[(label.Length + before.Length)..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, input[..(label.Length + before.Length + covered.Length)], hash);
        hash[..CodeBytes].CopyTo(code);
    }

    /// <summary>A TokenResponse as it came: the parts that can be read before the token is opened.</summary>
    internal readonly ref struct Response
    {
        private readonly ReadOnlySpan<byte> _packet;

        private Response(ReadOnlySpan<byte> packet) => _packet = packet;

        /// <summary>The token's sealed part, for <see cref="TokenGate"/>.</summary>
        public ReadOnlySpan<byte> Request => _packet[..ConnectionRequest.LengthBytes];

        public ReadOnlySpan<byte> ClientRandom => _packet.Slice(RandomOffset, SessionSecrets.RandomBytes);

        public ReadOnlySpan<byte> Cookie => _packet.Slice(CookieOffset, HandshakeCookie.Bytes);

        public int MaxPayloadBytes => BinaryPrimitives.ReadUInt16LittleEndian(_packet[MaxPayloadOffset..]);

        public byte Ciphers => _packet[CiphersOffset];

        public ClientHello Hello => new(
            _packet[VersionOffset],
            BinaryPrimitives.ReadUInt64LittleEndian(_packet[14..]),
            BinaryPrimitives.ReadUInt64LittleEndian(_packet[SchemaOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(_packet[RandomOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(_packet[ChannelOffset..]));

        /// <returns>False: another length or kind.</returns>
        public static bool TryRead(ReadOnlySpan<byte> packet, out Response response)
        {
            bool isOne = packet.Length == ResponseBytes && packet[0] == (byte)PacketKind.TokenResponse;
            response = isOne ? new Response(packet) : default;
            return isOne;
        }

        /// <summary>Whether who wrote it knows the key of the client's packets.</summary>
        public bool IsGenuine(ReadOnlySpan<byte> key) => TokenPackets.IsGenuine(_packet, key, ResponseLabel, default);
    }
}

/// <summary>What a server says to a client whose token it took.</summary>
internal readonly ref struct TokenAcceptance
{
    public ulong ClientSalt { get; init; }

    public ReadOnlySpan<byte> ServerRandom { get; init; }

    public ulong SessionId { get; init; }

    public ushort ConnectionId { get; init; }

    public int MaxPayloadBytes { get; init; }

    public CipherKind Cipher { get; init; }
}
