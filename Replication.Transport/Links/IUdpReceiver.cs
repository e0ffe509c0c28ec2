namespace Replication.Transport;

/// <summary>What one call of the system brought.</summary>
internal enum UdpReceiveOutcome
{
    /// <summary>As much as there was room for: more may be there.</summary>
    More,

    /// <summary>All that was there, maybe nothing.</summary>
    All,

    /// <summary>An error that the socket survives.</summary>
    Failed,

    /// <summary>The socket is closed.</summary>
    Closed,
}

/// <summary>
/// Moves datagrams from a socket into a ring. Used by one thread, the link's own or the caller's.
/// </summary>
internal interface IUdpReceiver
{
    UdpReceiveCounters Counters { get; }

    /// <summary>Moves what is there.</summary>
    /// <param name="ring">Where to; what it has no room for is dropped.</param>
    /// <param name="mayWait">Whether to wait until something is there.</param>
    UdpReceiveOutcome Receive(DatagramRing ring, bool mayWait);
}
