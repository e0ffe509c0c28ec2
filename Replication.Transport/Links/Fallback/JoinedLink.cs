namespace Replication.Transport;

/// <summary>
/// Several links of a server as one, so that the same sessions come over UDP, TCP and WebSocket: the other end of
/// <see cref="FallbackLink"/>. Keeps nothing about peers: who has a connection is answered in it and heard only there,
/// everybody else over the first link. Used by one thread.
/// </summary>
public sealed class JoinedLink : ILink
{
    // A flood must not keep one call busy for ever; what is left is taken by the next.
    private const int MaxDroppedPerCall = 1_024;

    private readonly ILink _first;
    private readonly ConnectionLink[] _others;
    private int _next;

    /// <summary>Joins links.</summary>
    /// <param name="first">The one without connections, UDP, if there is one; disposed with this.</param>
    /// <param name="others">The ones with connections; disposed with this.</param>
    public JoinedLink(ILink first, params ReadOnlySpan<ConnectionLink> others)
    {
        ArgumentNullException.ThrowIfNull(first);
        _first = first;
        _others = others.ToArray();
    }

    /// <summary>The first link's address.</summary>
    public LinkAddress LocalAddress => _first.LocalAddress;

    /// <summary>Whether every one of them encrypts.</summary>
    public bool IsEncrypted => _first.IsEncrypted && Array.TrueForAll(_others, static link => link.IsEncrypted);

    /// <summary>What every one of them carries.</summary>
    public int MaxDatagramBytes
    {
        get
        {
            int least = _first.MaxDatagramBytes;
            foreach (ConnectionLink link in _others)
                least = Math.Min(least, link.MaxDatagramBytes);
            return least;
        }
    }

    /// <summary>
    /// Datagrams that came over the first link and bore the address of a peer that has a connection: dropped, since
    /// over UDP whoever sends may write any address, and what it says would be taken for the peer's.
    /// </summary>
    public long DatagramsForged { get; private set; }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> datagram, LinkAddress to) => Of(to).Send(datagram, to);

    /// <inheritdoc/>
    public void Close(LinkAddress peer) => Of(peer).Close(peer);

    /// <summary>The first link's room; the others copy what they are given to send.</summary>
    /// <param name="room">The caller's own memory, of the size that it needs.</param>
    public Span<byte> LendRoom(Span<byte> room) => _first.LendRoom(room);

    /// <summary>Flushes every one of them.</summary>
    public void Flush()
    {
        _first.Flush();
        foreach (ILink link in _others)
            link.Flush();
    }

    /// <summary>Takes the next datagram of any link; they take turns, so that a busy one starves none.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="received">Length, sender and time of arrival.</param>
    /// <returns>False: nothing is there.</returns>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received) =>
        TryReceive(mayLend: false, buffer, out _, out received);

    /// <summary>The same, where the next link lends if it can.</summary>
    /// <param name="buffer">Receives the bytes of a link that lends nothing.</param>
    /// <param name="datagram">The bytes, until the link is asked to receive again.</param>
    /// <param name="received">Length, sender and time of arrival.</param>
    /// <returns>False: nothing is there.</returns>
    public bool TryReceive(Span<byte> buffer, out Span<byte> datagram, out ReceivedDatagram received) =>
        TryReceive(mayLend: true, buffer, out datagram, out received);

    /// <summary>Disposes every one of them.</summary>
    public void Dispose()
    {
        _first.Dispose();
        foreach (ConnectionLink link in _others)
            link.Dispose();
    }

    private bool TryReceive(
        bool mayLend, Span<byte> buffer, out Span<byte> datagram, out ReceivedDatagram received)
    {
        for (int tries = 0; tries <= _others.Length; tries++)
        {
            int turn = _next;
            _next = _next == _others.Length ? 0 : _next + 1;
            if (turn == 0
                ? TryReceiveFromFirst(mayLend, buffer, out datagram, out received)
                : TryReceiveFrom(_others[turn - 1], mayLend, buffer, out datagram, out received))
            {
                return true;
            }
        }

        datagram = default;
        received = default;
        return false;
    }

    private bool TryReceiveFromFirst(
        bool mayLend, Span<byte> buffer, out Span<byte> datagram, out ReceivedDatagram received)
    {
        for (int dropped = 0; dropped < MaxDroppedPerCall; dropped++)
        {
            if (!TryReceiveFrom(_first, mayLend, buffer, out datagram, out received))
                return false;
            if (Of(received.From) == _first)
                return true;
            DatagramsForged++;
        }

        datagram = default;
        received = default;
        return false;
    }

    private static bool TryReceiveFrom(
        ILink link, bool mayLend, Span<byte> buffer, out Span<byte> datagram, out ReceivedDatagram received)
    {
        datagram = buffer;
        return mayLend
            ? link.TryReceive(buffer, out datagram, out received)
            : link.TryReceive(buffer, out received);
    }

    private ILink Of(LinkAddress peer)
    {
        foreach (ConnectionLink link in _others)
        {
            if (link.HasPeer(peer))
                return link;
        }

        return _first;
    }
}
