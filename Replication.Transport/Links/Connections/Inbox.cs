namespace Replication.Transport;

/// <summary>
/// What all connections of a link received and nobody has taken yet: the ring of datagrams, with a lock for its many
/// producers. The one consumer needs none. Allocates when made and never again.
/// </summary>
internal sealed class Inbox(ConnectionOptions options, ConnectionCounters counters)
{
    private readonly DatagramRing _ring = new(options.ReceiveRingCount, options.MaxDatagramBytes);
    private readonly Lock _producers = new();

    /// <summary>A connection's side: copies a datagram in, or counts it as dropped. Any thread.</summary>
    public void Put(ReadOnlySpan<byte> datagram, LinkAddress from, TimeSpan receivedAt)
    {
        lock (_producers)
        {
            if (_ring.FreeCount == 0)
            {
                counters.CountDroppedFull();
                return;
            }

            datagram.CopyTo(_ring.Slot(0));
            _ring.Describe(0, new ReceivedDatagram(datagram.Length, from, receivedAt));
            _ring.Commit(1);
            counters.CountReceived(datagram.Length);
        }
    }

    /// <summary>The link's side: the oldest datagram that the buffer takes.</summary>
    public bool TryTake(Span<byte> buffer, out ReceivedDatagram received)
    {
        while (_ring.TryPeek(out ReadOnlySpan<byte> datagram, out received))
        {
            bool fits = datagram.TryCopyTo(buffer);
            _ring.Release();
            if (fits)
                return true;
            counters.CountDroppedForBuffer();
        }

        return false;
    }
}
