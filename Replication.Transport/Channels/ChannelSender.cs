namespace Replication.Transport;

/// <summary>One channel's sending side: takes messages, and puts records of them into packets.</summary>
internal abstract class ChannelSender
{
    protected ChannelSender(byte channel, ChannelOptions options)
    {
        Channel = channel;
        Options = options;
    }

    /// <summary>Something waits to be put into a packet, and may be.</summary>
    public abstract bool IsDue { get; }

    /// <summary>How many bytes wait for that, without what the records add.</summary>
    public abstract int DueBytes { get; }

    /// <summary>Bytes held now.</summary>
    public abstract int QueuedBytes { get; }

    /// <summary>From the oldest byte under way to the newest; 0 where nothing is sent again.</summary>
    public virtual int InFlightBytes => 0;

    public ChannelCounters Counters { get; } = new();

    protected byte Channel { get; }

    protected ChannelOptions Options { get; }

    /// <summary>Copies a message into the queue.</summary>
    public SendResult TrySend(ReadOnlySpan<byte> message)
    {
        SendResult result = TryQueue(message);
        if (result == SendResult.Queued)
            Counters.MessagesSent++;
        else if (result == SendResult.ChannelFull)
            Counters.MessagesRefusedFull++;
        return result;
    }

    /// <summary>Fills <paramref name="room"/> with as many records as are due and fit.</summary>
    /// <param name="room">Where they go.</param>
    /// <param name="packet">The packet's number.</param>
    /// <param name="segments">Where pieces of streams are noted under that number.</param>
    /// <returns>How many bytes were written.</returns>
    public int Write(Span<byte> room, Sequence packet, SentSegments segments)
    {
        int bytes = 0;
        while (TryWriteRecord(room[bytes..], packet, segments, out int recordBytes))
            bytes += recordBytes;
        Counters.BytesSent += bytes;
        return bytes;
    }

    /// <summary>The peer has a piece of the stream.</summary>
    public virtual void Delivered(in Segment segment)
    {
    }

    /// <summary>A piece of the stream has to go again.</summary>
    public virtual void Lost(in Segment segment)
    {
    }

    /// <summary>Lets go of all memory: the session has ended.</summary>
    public abstract void Abandon();

    protected abstract SendResult TryQueue(ReadOnlySpan<byte> message);

    protected abstract bool TryWriteRecord(
        Span<byte> room, Sequence packet, SentSegments segments, out int recordBytes);
}
