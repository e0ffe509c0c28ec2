using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// Authenticated encryption of a session's packets, in place: the header is covered and readable, the body is
/// encrypted, the packet number is the nonce, a bit of the header says which key it was. 16 bytes, and 2 more from a
/// client, by which the server finds the session whatever address it comes from.
/// <code>
/// packet = header | encrypted body | tag 16 | [connection id 2, client's packets only]
/// </code>
/// The id is not covered: with another one the packet meets another session's keys and does not open. Allocates nothing
/// but when a key changes.
/// </summary>
internal sealed class AeadSeal : IPacketSeal, IDisposable
{
    public const int ConnectionIdBytes = 2;

    /// <summary>The most that sealing adds.</summary>
    public const int MaxBytes = IAead.TagBytes + ConnectionIdBytes;

    private readonly OutgoingKeys _outgoing;
    private readonly IncomingKeys _incoming;
    private readonly int _connectionId = -1;
    private readonly int _receivedIdBytes;

    /// <summary>A client's.</summary>
    public AeadSeal(OutgoingKeys outgoing, IncomingKeys incoming, ushort connectionId)
    {
        _outgoing = outgoing;
        _incoming = incoming;
        _connectionId = connectionId;
    }

    /// <summary>A server's.</summary>
    public AeadSeal(OutgoingKeys outgoing, IncomingKeys incoming, bool receivesId)
    {
        _outgoing = outgoing;
        _incoming = incoming;
        _receivedIdBytes = receivesId ? ConnectionIdBytes : 0;
    }

    public int OverheadBytes => _connectionId < 0 ? IAead.TagBytes : MaxBytes;

    public bool IsOddKey => _outgoing.IsOdd;

    public long KeyChangesSent => _outgoing.Changes;

    public long KeyChangesReceived => _incoming.Changes;

    /// <summary>The connection id at the end of a client's packet; it has at least that many bytes.</summary>
    public static ushort ReadConnectionId(ReadOnlySpan<byte> packet) =>
        BinaryPrimitives.ReadUInt16LittleEndian(packet[^ConnectionIdBytes..]);

    public void Seal(Span<byte> packet, int headerBytes, ulong packetNumber)
    {
        if (_connectionId >= 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(packet[^ConnectionIdBytes..], (ushort)_connectionId);
            packet = packet[..^ConnectionIdBytes];
        }

        Span<byte> nonce = stackalloc byte[IAead.NonceBytes];
        NetcodeFormat.WriteNonce(nonce, packetNumber);
        Span<byte> sealedBody = packet[headerBytes..];
        _outgoing.Current.Seal(nonce, packet[..headerBytes], sealedBody[..^IAead.TagBytes], sealedBody);
        _incoming.NoteSealed();
    }

    public bool TryOpen(Span<byte> packet, int headerBytes, ulong packetNumber, bool isOddKey, out int bodyBytes)
    {
        bodyBytes = packet.Length - headerBytes - IAead.TagBytes - _receivedIdBytes;
        if (bodyBytes < 0 || _incoming.Find(packetNumber, isOddKey) is not { } key)
            return false;
        Span<byte> nonce = stackalloc byte[IAead.NonceBytes];
        NetcodeFormat.WriteNonce(nonce, packetNumber);
        Span<byte> sealedBody = packet.Slice(headerBytes, bodyBytes + IAead.TagBytes);
        if (!key.TryOpen(nonce, packet[..headerBytes], sealedBody, sealedBody[..bodyBytes]))
            return false;
        _incoming.NoteOpened(packetNumber, isOddKey);
        return true;
    }

    public void ChangeKey() => _outgoing.Change();

    void IPacketSeal.Forget() => Dispose();

    public void Dispose()
    {
        _outgoing.Dispose();
        _incoming.Dispose();
    }
}
