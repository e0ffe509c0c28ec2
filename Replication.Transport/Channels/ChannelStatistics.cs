namespace Replication.Transport;

/// <summary>
/// What one channel of one session has carried so far, both ways. Counts from the session's beginning.
/// </summary>
public readonly record struct ChannelStatistics
{
    /// <summary>Messages that <see cref="Session.TrySend(byte, ReadOnlySpan{byte})"/> queued.</summary>
    public long MessagesSent { get; init; }

    /// <summary>Messages that the handler was given.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Bytes put into packets for this channel, with record headers and repetitions.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes of records received for this channel, with their headers and repetitions.</summary>
    public long BytesReceived { get; init; }

    /// <summary>
    /// Bytes of messages that were sent again because the packet that carried them was taken for lost.
    /// </summary>
    public long BytesRetransmitted { get; init; }

    /// <summary>Received records that brought nothing new and were dropped.</summary>
    public long RecordsDuplicate { get; init; }

    /// <summary>
    /// Sequenced channels: messages dropped because a newer one had come. Unreliable ones: fragments that came after
    /// their message was given up.
    /// </summary>
    public long MessagesStale { get; init; }

    /// <summary>
    /// Unreliable and sequenced channels: messages given up because not all their fragments came in time.
    /// </summary>
    public long MessagesIncomplete { get; init; }

    /// <summary>Messages that TrySend refused because the channel was full.</summary>
    public long MessagesRefusedFull { get; init; }

    /// <summary>Bytes that the sender holds now: waiting, and on reliable channels not acknowledged.</summary>
    public int QueuedBytes { get; init; }

    /// <summary>
    /// Reliable channels: the span in bytes from the oldest not acknowledged to the newest sent, now.
    /// </summary>
    public int InFlightBytes { get; init; }
}

/// <summary>The running counts behind <see cref="ChannelStatistics"/>; the same names mean the same.</summary>
internal sealed class ChannelCounters
{
    public long MessagesSent;
    public long MessagesReceived;
    public long BytesSent;
    public long BytesReceived;
    public long BytesRetransmitted;
    public long RecordsDuplicate;
    public long MessagesStale;
    public long MessagesIncomplete;
    public long MessagesRefusedFull;

    public ChannelStatistics Snapshot(int queuedBytes, int inFlightBytes) => new()
    {
        MessagesSent = MessagesSent,
        MessagesReceived = MessagesReceived,
        BytesSent = BytesSent,
        BytesReceived = BytesReceived,
        BytesRetransmitted = BytesRetransmitted,
        RecordsDuplicate = RecordsDuplicate,
        MessagesStale = MessagesStale,
        MessagesIncomplete = MessagesIncomplete,
        MessagesRefusedFull = MessagesRefusedFull,
        QueuedBytes = queuedBytes,
        InFlightBytes = inFlightBytes,
    };
}
