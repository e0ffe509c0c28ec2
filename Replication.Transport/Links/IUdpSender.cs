namespace Replication.Transport;

/// <summary>Hands datagrams to a socket, at once or many at a time. Used by one thread.</summary>
internal interface IUdpSender
{
    UdpSendCounters Counters { get; }

    /// <summary>Memory that the next datagram is sent from, as large as what is given; or that.</summary>
    Span<byte> LendRoom(Span<byte> room);

    /// <summary>Takes one datagram to be sent.</summary>
    /// <returns>False: it was refused. One that was taken may still be refused later; the counters tell.</returns>
    bool Send(ReadOnlySpan<byte> datagram, LinkAddress receiver);

    /// <summary>Sends what was held back.</summary>
    void Flush();
}
