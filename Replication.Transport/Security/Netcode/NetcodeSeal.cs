using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// Seals and opens the packets of one client, with a key for each direction that its connect token brought. A seal
/// covers version, protocol id and first byte besides the body; the sequence number is the nonce. Allocates nothing
/// after it was made.
/// </summary>
internal sealed class NetcodeSeal : IDisposable
{
    private const int AssociatedBytes = NetcodeFormat.VersionBytes + sizeof(ulong) + 1;

    private readonly IAead _outgoing;
    private readonly IAead _incoming;
    private readonly byte[] _associated = new byte[AssociatedBytes];

    public NetcodeSeal(
        IAeadSource ciphers, ulong protocolId, ReadOnlySpan<byte> outgoingKey, ReadOnlySpan<byte> incomingKey)
    {
        _outgoing = ciphers.ChaCha20(outgoingKey);
        _incoming = ciphers.ChaCha20(incomingKey);
        NetcodeFormat.Version.CopyTo(_associated);
        BinaryPrimitives.WriteUInt64LittleEndian(_associated.AsSpan(NetcodeFormat.VersionBytes), protocolId);
    }

    /// <summary>Writes a whole packet.</summary>
    /// <param name="buffer">Room for <see cref="NetcodeFormat.MaxPacketBytes"/>.</param>
    /// <param name="kind">Any but Request.</param>
    /// <param name="sequence">Never the same twice.</param>
    /// <param name="body">As long as the kind's are.</param>
    /// <returns>The packet, within the buffer.</returns>
    public ReadOnlySpan<byte> Seal(
        Span<byte> buffer, NetcodePacketKind kind, ulong sequence, ReadOnlySpan<byte> body)
    {
        var header = NetcodeHeader.For(kind, sequence);
        header.Write(buffer);
        Span<byte> sealedBody = buffer.Slice(header.LengthBytes, body.Length + IAead.TagBytes);
        Span<byte> nonce = stackalloc byte[IAead.NonceBytes];
        NetcodeFormat.WriteNonce(nonce, sequence);
        _associated[^1] = header.Prefix;
        _outgoing.Seal(nonce, _associated, body, sealedBody);
        return buffer[..(header.LengthBytes + sealedBody.Length)];
    }

    /// <summary>Opens in place a packet whose header was read from it.</summary>
    /// <param name="packet">All of the datagram.</param>
    /// <param name="header">What <see cref="NetcodeHeader.Read"/> said.</param>
    /// <param name="body">The body, within the packet; as long as the kind's are.</param>
    public bool TryOpen(Span<byte> packet, in NetcodeHeader header, out Span<byte> body)
    {
        Span<byte> sealedBody = packet[header.LengthBytes..];
        body = sealedBody[..^IAead.TagBytes];
        Span<byte> nonce = stackalloc byte[IAead.NonceBytes];
        NetcodeFormat.WriteNonce(nonce, header.Sequence);
        _associated[^1] = header.Prefix;
        return _incoming.TryOpen(nonce, _associated, sealedBody, body);
    }

    public void Dispose()
    {
        _outgoing.Dispose();
        _incoming.Dispose();
    }
}
