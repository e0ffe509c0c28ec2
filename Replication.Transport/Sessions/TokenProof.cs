using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>The proof of a client with a connect token, for one server.</summary>
internal sealed class TokenProof : IClientProof
{
    private readonly ConnectToken _token;
    private readonly IAeadSource _ciphers;
    private readonly byte[] _random = new byte[SessionSecrets.RandomBytes];

    public TokenProof(ConnectToken token, TransportOptions options)
    {
        _token = token;
        _ciphers = options.Ciphers ?? AeadSources.Best;
        foreach (ref ulong part in MemoryMarshal.Cast<byte, ulong>(_random.AsSpan()))
            part = options.SaltSource();
    }

    public ulong Salt => BinaryPrimitives.ReadUInt64LittleEndian(_random);

    public PacketKind AcceptedKind => PacketKind.TokenAccepted;

    public int AcceptedBytes => TokenPackets.AcceptedBytes;

    public ReadOnlySpan<byte> WriteResponse(
        Span<byte> buffer, in ClientHello hello, ReadOnlySpan<byte> cookie, int maxPayloadBytes) =>
        TokenPackets.WriteResponse(
            buffer, _token, hello, _random, cookie, maxPayloadBytes, CipherKinds.Of(_ciphers));

    // Only a server that could open the token knows the key of the code.
    public bool TryReadAccepted(ReadOnlySpan<byte> packet, out AcceptedAnswer answer)
    {
        answer = default;
        if (!TokenPackets.TryReadAccepted(packet, out TokenAcceptance acceptance)
            || acceptance.ClientSalt != Salt
            || !TokenPackets.IsAcceptedGenuine(packet, _token.ServerToClientKey, _random)
            || !CipherKinds.Has(CipherKinds.Of(_ciphers), acceptance.Cipher))
        {
            return false;
        }

        AeadSeal seal = SessionSecrets.ForClient(
            _ciphers,
            acceptance.Cipher,
            new TokenKeys(_token.ClientToServerKey, _token.ServerToClientKey),
            new SessionRandoms(_random, acceptance.ServerRandom),
            acceptance.ConnectionId);
        answer = new AcceptedAnswer(seal, acceptance.SessionId, acceptance.MaxPayloadBytes);
        return true;
    }
}
