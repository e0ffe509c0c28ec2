namespace Replication.Transport;

/// <summary>
/// Protects every packet of one session: the header stays readable and is covered, the body may be encrypted:
/// <see cref="AeadSeal"/> under keys, <see cref="ChecksumSeal"/> where there is no secret or the link has encrypted
/// already. One seal serves both directions and tells them apart.
/// </summary>
internal interface IPacketSeal
{
    /// <summary>How many bytes <see cref="Seal"/> appends.</summary>
    int OverheadBytes { get; }

    /// <summary>What the header of a packet that is sealed now says of its key; false without keys.</summary>
    bool IsOddKey => false;

    /// <summary>How often <see cref="ChangeKey"/> changed one; 0 without keys.</summary>
    long KeyChangesSent => 0;

    /// <summary>How often a packet of the peer came under its next key; 0 without keys.</summary>
    long KeyChangesReceived => 0;

    /// <summary>Seals <paramref name="packet"/> in place.</summary>
    /// <param name="packet">Header, body, then <see cref="OverheadBytes"/> bytes of room, nothing after.</param>
    /// <param name="headerBytes">How many bytes at the start stay readable.</param>
    /// <param name="packetNumber">Counts the direction's packets and never repeats: fit for a nonce.</param>
    void Seal(Span<byte> packet, int headerBytes, ulong packetNumber);

    /// <summary>Opens in place what the other side sealed.</summary>
    /// <param name="packet">All of the datagram, at least <paramref name="headerBytes"/> long.</param>
    /// <param name="headerBytes">How many bytes at the start are the header.</param>
    /// <param name="packetNumber">The number the sender counted.</param>
    /// <param name="isOddKey">What the header says of its key.</param>
    /// <param name="bodyBytes">The length of the body behind the header.</param>
    /// <returns>False: not sealed by the peer for this session and number, or damaged.</returns>
    bool TryOpen(Span<byte> packet, int headerBytes, ulong packetNumber, bool isOddKey, out int bodyBytes);

    /// <summary>Seals what follows under another key, where it has any; the peer learns it by the packets.</summary>
    void ChangeKey()
    {
    }

    /// <summary>Forgets its keys, where it has any: the session is over.</summary>
    void Forget()
    {
    }
}
