using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// Not security: a CRC-32C keyed by the session's salt. It keeps damaged packets, strays and packets of a former
/// session out, and stops nobody who can read the traffic or guess 32 bits. Four bytes per packet.
/// <code>
/// checksum = CRC-32C( protocol id 8 | salt of the direction 8 | packet number 8 | header | body ), all little-endian
/// packet   = header | body | checksum 4
/// </code>
/// </summary>
internal sealed class ChecksumSeal : IPacketSeal
{
    public const int Bytes = 4;

    private readonly ulong _protocolId;
    private readonly ulong _sendSalt;
    private readonly ulong _receiveSalt;

    public ChecksumSeal(ulong protocolId, ulong sendSalt, ulong receiveSalt)
    {
        _protocolId = protocolId;
        _sendSalt = sendSalt;
        _receiveSalt = receiveSalt;
    }

    public int OverheadBytes => Bytes;

    public void Seal(Span<byte> packet, int headerBytes, ulong packetNumber)
    {
        Span<byte> covered = packet[..^Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(packet[covered.Length..], Checksum(_sendSalt, packetNumber, covered));
    }

    public bool TryOpen(Span<byte> packet, int headerBytes, ulong packetNumber, bool isOddKey, out int bodyBytes)
    {
        bodyBytes = packet.Length - headerBytes - Bytes;
        if (bodyBytes < 0 || isOddKey)
            return false;
        Span<byte> covered = packet[..^Bytes];
        uint sealedWith = BinaryPrimitives.ReadUInt32LittleEndian(packet[covered.Length..]);
        return sealedWith == Checksum(_receiveSalt, packetNumber, covered);
    }

    private uint Checksum(ulong salt, ulong packetNumber, ReadOnlySpan<byte> covered)
    {
        uint state = Checksums.Start;
        state = Checksums.Add(state, _protocolId);
        state = Checksums.Add(state, salt);
        state = Checksums.Add(state, packetNumber);
        return Checksums.Finish(Checksums.Add(state, covered));
    }
}
