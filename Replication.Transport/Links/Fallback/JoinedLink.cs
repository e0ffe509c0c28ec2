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
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        for (int tries = 0; tries <= _others.Length; tries++)
        {
            ILink link = _next == 0 ? _first : _others[_next - 1];
            _next = _next == _others.Length ? 0 : _next + 1;
            if (link == _first ? TryReceiveFromFirst(buffer, out received) : link.TryReceive(buffer, out received))
                return true;
        }

        received = default;
        return false;
    }

    /// <summary>Disposes every one of them.</summary>
    public void Dispose()
    {
        _first.Dispose();
        foreach (ConnectionLink link in _others)
            link.Dispose();
    }

    private bool TryReceiveFromFirst(Span<byte> buffer, out ReceivedDatagram received)
    {
        for (int dropped = 0; dropped < MaxDroppedPerCall && _first.TryReceive(buffer, out received); dropped++)
        {
            if (Of(received.From) == _first)
                return true;
            DatagramsForged++;
        }

        received = default;
        return false;
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
