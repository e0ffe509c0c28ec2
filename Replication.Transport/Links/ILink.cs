namespace Replication.Transport;

/// <summary>
/// Carries datagrams: bytes in, bytes out, with no promise that any of them arrives, arrives once or arrives in order.
/// A link is used by one thread.
/// </summary>
public interface ILink : IDisposable
{
    /// <summary>The address that peers on the same network send to.</summary>
    LinkAddress LocalAddress { get; }

    /// <summary>
    /// Whether the link itself encrypts and authenticates what it carries and knows its peers' addresses to be theirs,
    /// as TLS does: sessions then need no seal of their own. Default: false.
    /// </summary>
    bool IsEncrypted => false;

    /// <summary>
    /// The largest datagram that it carries, in bytes; sessions keep to it, whatever their options would allow. The
    /// same for the link's whole life. Default: 65,535, as for a link that knows no limit.
    /// </summary>
    int MaxDatagramBytes => ushort.MaxValue;

    /// <summary>
    /// Takes one datagram to be sent, at the latest with <see cref="Flush"/>. Does not keep
    /// <paramref name="datagram"/>. Allocates nothing.
    /// </summary>
    /// <param name="datagram">The bytes, at most <see cref="MaxDatagramBytes"/>.</param>
    /// <param name="to">The receiver.</param>
    /// <returns>False: it was refused. True says nothing about its arrival.</returns>
#pragma warning disable CA1716 // "to" is a keyword of Visual Basic only, and the word that reads right at every call.
    bool Send(ReadOnlySpan<byte> datagram, LinkAddress to);
#pragma warning restore CA1716

    /// <summary>
    /// Where the next datagram is best written before it is given to <see cref="Send"/>: the link may lend memory that
    /// it sends from, which saves a copy. Allocates nothing.
    /// </summary>
    /// <param name="room">The caller's own memory, of the size that it needs.</param>
    /// <returns>
    /// As much of the link's, valid until anything else is asked of it; or <paramref name="room"/>, as by default.
    /// </returns>
    Span<byte> LendRoom(Span<byte> room) => room;

    /// <summary>
    /// Hands to the system what <see cref="Send"/> has held back, so that many datagrams cost one call of it. Whoever
    /// sends also flushes, before it waits for anything. Allocates nothing.
    /// </summary>
    void Flush()
    {
        // A link that sends at once holds nothing back.
    }

    /// <summary>
    /// Says that nothing more is sent to a peer, nor expected of it, until it comes anew: a link with connections
    /// closes the peer's when what was sent has left. To a link without connections it means nothing, as by default.
    /// </summary>
    /// <param name="peer">Its address; without a connection with it nothing happens.</param>
    void Close(LinkAddress peer)
    {
        // Nothing is held for a peer.
    }

    /// <summary>
    /// Takes the next datagram that has arrived. Never blocks and never throws for what a peer sent; a datagram larger
    /// than <paramref name="buffer"/> is dropped and counted, and the next one is looked at. Allocates nothing.
    /// </summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="received">Length, sender and time of arrival.</param>
    /// <returns>False: nothing is there.</returns>
    bool TryReceive(Span<byte> buffer, out ReceivedDatagram received);

    /// <summary>
    /// The same, where the link may lend the memory that a datagram lies in instead of copying it. Allocates nothing.
    /// </summary>
    /// <param name="buffer">Receives the bytes of a link that lends nothing.</param>
    /// <param name="datagram">
    /// The bytes, for the caller to read and to write until it asks the link to receive again.
    /// </param>
    /// <param name="received">Length, sender and time of arrival.</param>
    /// <returns>False: nothing is there.</returns>
    bool TryReceive(Span<byte> buffer, out Span<byte> datagram, out ReceivedDatagram received)
    {
        bool isThere = TryReceive(buffer, out received);
        datagram = isThere ? buffer[..received.LengthBytes] : default;
        return isThere;
    }
}
