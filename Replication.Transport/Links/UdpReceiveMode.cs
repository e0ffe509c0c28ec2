namespace Replication.Transport;

/// <summary>Who takes datagrams from the system.</summary>
public enum UdpReceiveMode
{
    /// <summary>
    /// A thread of the link's own, which is woken by each arrival and moves it into the ring. Nothing is lost while the
    /// caller is busy for long, and it costs a thread and its wake-ups.
    /// </summary>
    Threaded,

    /// <summary>
    /// <see cref="UdpLink"/>.TryReceive itself, many at a time where the system can. The cheapest for a loop that
    /// receives every tick, and for a process with many links. What arrives in between waits in the system's buffer,
    /// which has to hold it: <see cref="UdpLinkOptions.SystemBufferBytes"/>, as far as the system grants it.
    /// </summary>
    Polled,
}
