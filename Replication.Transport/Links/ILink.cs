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
    /// Hands one datagram to the system. Does not keep <paramref name="datagram"/>. Allocates nothing.
    /// </summary>
    /// <param name="datagram">The bytes, at most what the link's network carries in one piece.</param>
    /// <param name="to">The receiver.</param>
    /// <returns>False: the system refused it. True says nothing about its arrival.</returns>
#pragma warning disable CA1716 // "to" is a keyword of Visual Basic only, and the word that reads right at every call.
    bool Send(ReadOnlySpan<byte> datagram, LinkAddress to);
#pragma warning restore CA1716

    /// <summary>
    /// Takes the next datagram that has arrived. Never blocks and never throws for what a peer sent; a datagram larger
    /// than <paramref name="buffer"/> is dropped and counted, and the next one is looked at. Allocates nothing.
    /// </summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="received">Length, sender and time of arrival.</param>
    /// <returns>False: nothing is there.</returns>
    bool TryReceive(Span<byte> buffer, out ReceivedDatagram received);
}
