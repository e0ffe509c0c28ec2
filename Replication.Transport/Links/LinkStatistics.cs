namespace Replication.Transport;

/// <summary>What a link has carried and dropped since it was made. Counts of datagrams, but for the bytes.</summary>
public readonly record struct LinkStatistics
{
    /// <summary>Datagrams handed to the system.</summary>
    public long DatagramsSent { get; init; }

    /// <summary>Their bytes, without IP and UDP headers.</summary>
    public long BytesSent { get; init; }

    /// <summary>Datagrams that the system or the address family refused to send.</summary>
    public long SendsRefused { get; init; }

    /// <summary>Datagrams that arrived and were kept.</summary>
    public long DatagramsReceived { get; init; }

    /// <summary>Their bytes, without IP and UDP headers.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Datagrams that arrived and were dropped, because the caller had not made room for them.</summary>
    public long DroppedFull { get; init; }

    /// <summary>
    /// Datagrams that arrived and were dropped, because they are larger than the link or the buffer takes.
    /// </summary>
    public long DroppedOversized { get; init; }

    /// <summary>
    /// Errors that the system reported while receiving and that the link survived, such as a peer's closed port.
    /// </summary>
    public long ReceiveErrors { get; init; }
}
