using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// The packet that carries a token's private part to a server: 1,078 bytes, longer than any answer to it, so that a
/// forged sender address multiplies nothing.
/// <code>
/// 0 kind 0 | 1 version 13 | 14 protocol id 8 | 22 token expires 8 | 30 token nonce 24 | 54 sealed private part 1024
/// </code>
/// </summary>
internal readonly ref struct ConnectionRequest
{
    public const int LengthBytes = 54 + NetcodeFormat.PrivateTokenBytes;

    private const int VersionOffset = 1;
    private const int ProtocolOffset = 14;
    private const int ExpireOffset = 22;
    private const int NonceOffset = 30;
    private const int PrivateOffset = 54;

    private readonly ReadOnlySpan<byte> _packet;

    private ConnectionRequest(ReadOnlySpan<byte> packet) => _packet = packet;

    public ulong ExpireTimestamp => BinaryPrimitives.ReadUInt64LittleEndian(_packet[ExpireOffset..]);

    public ReadOnlySpan<byte> Nonce => _packet.Slice(NonceOffset, IAead.LongNonceBytes);

    public ReadOnlySpan<byte> Private => _packet[PrivateOffset..];

    /// <summary>Names the token: no two have the same.</summary>
    public UInt128 TokenTag => BinaryPrimitives.ReadUInt128LittleEndian(_packet[^IAead.TagBytes..]);

    public static void Write(Span<byte> packet, ConnectToken token)
    {
        packet[0] = (byte)NetcodePacketKind.Request;
        NetcodeFormat.Version.CopyTo(packet[VersionOffset..]);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[ProtocolOffset..], token.ProtocolId);
        BinaryPrimitives.WriteUInt64LittleEndian(packet[ExpireOffset..], token.ExpireTimestamp);
        token.Nonce.CopyTo(packet[NonceOffset..]);
        token.Private.CopyTo(packet[PrivateOffset..]);
    }

    public static NetcodeRefusal Read(ReadOnlySpan<byte> packet, ulong protocolId, out ConnectionRequest request)
    {
        request = default;
        if (packet.Length != LengthBytes)
            return NetcodeRefusal.WrongLength;
        if (!packet[VersionOffset..].StartsWith(NetcodeFormat.Version))
            return NetcodeRefusal.WrongVersion;
        if (BinaryPrimitives.ReadUInt64LittleEndian(packet[ProtocolOffset..]) != protocolId)
            return NetcodeRefusal.WrongProtocol;
        request = new ConnectionRequest(packet);
        return NetcodeRefusal.None;
    }
}
