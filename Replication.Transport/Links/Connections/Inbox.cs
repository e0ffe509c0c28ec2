namespace Replication.Transport;

/// <summary>
/// What all connections of a link received and nobody has taken yet: the ring of datagrams, with a lock for its many
/// producers. The one consumer needs none. Each time the consumer has emptied the ring a new round begins, and within
/// a round no connection gets more than its share, so that one that floods leaves room for the others. Allocates when
/// made and never again.
/// </summary>
internal sealed class Inbox(ConnectionOptions options, ConnectionCounters counters)
{
    // With fewer than so many connections nobody is worth protecting from the others.
    private const int ShareCount = 4;

    private readonly DatagramRing _ring = new(options.ReceiveRingCount, options.MaxDatagramBytes);
    private readonly int _shareDatagrams =
        options.MaxConnections == 1 ? options.ReceiveRingCount : Math.Max(1, options.ReceiveRingCount / ShareCount);
    private readonly Lock _producers = new();
    private long _round;

    /// <summary>A connection's side: copies a datagram in, or counts it as dropped. Any thread.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="from">Whose it is.</param>
    /// <param name="receivedAt">When it came.</param>
    /// <param name="share">What the connection has put in before; used by nobody else.</param>
    public void Put(ReadOnlySpan<byte> datagram, LinkAddress from, TimeSpan receivedAt, ref InboxShare share)
    {
        long round = Volatile.Read(ref _round);
        if (share.Round != round)
            share = new InboxShare { Round = round };
        lock (_producers)
        {
            if (share.Datagrams == _shareDatagrams || _ring.FreeCount == 0)
            {
                counters.CountDroppedFull();
                return;
            }

            datagram.CopyTo(_ring.Slot(0));
            _ring.Describe(0, new ReceivedDatagram(datagram.Length, from, receivedAt));
            _ring.Commit(1);
            counters.CountReceived(datagram.Length);
        }

        share.Datagrams++;
    }

    /// <summary>The link's side: the oldest datagram that the buffer takes.</summary>
    public bool TryTake(Span<byte> buffer, out ReceivedDatagram received)
    {
        while (_ring.TryPeek(out Span<byte> datagram, out received))
        {
            bool fits = datagram.TryCopyTo(buffer);
            _ring.Release();
            if (fits)
                return true;
            counters.CountDroppedForBuffer();
        }

        Volatile.Write(ref _round, _round + 1);
        return false;
    }
}
