namespace Replication.Transport;

/// <summary>The proof of a client without a token.</summary>
internal sealed class OpenProof(TransportOptions options) : IClientProof
{
    public ulong Salt { get; } = options.SaltSource();

    public PacketKind AcceptedKind => PacketKind.Accepted;

    public int AcceptedBytes => HandshakePackets.AcceptedBytes;

    public ReadOnlySpan<byte> WriteResponse(
        Span<byte> buffer, in ClientHello hello, ReadOnlySpan<byte> cookie, int maxPayloadBytes) =>
        HandshakePackets.WriteResponse(buffer, hello, cookie, maxPayloadBytes);

    // Only who saw the request knows the salt: an answer without it is forged, or meant for a former handshake.
    public bool TryReadAccepted(ReadOnlySpan<byte> packet, out AcceptedAnswer answer)
    {
        answer = default;
        if (!HandshakePackets.TryReadAccepted(
                packet, out ulong salt, out ulong serverSalt, out ulong sessionId, out int maxPayloadBytes)
            || salt != Salt)
        {
            return false;
        }

        SessionSalts salts = SessionSalts.From(Salt, serverSalt);
        var seal = new ChecksumSeal(options.ProtocolId, sendSalt: salts.ToServer, receiveSalt: salts.ToClient);
        answer = new AcceptedAnswer(seal, sessionId, maxPayloadBytes);
        return true;
    }
}
