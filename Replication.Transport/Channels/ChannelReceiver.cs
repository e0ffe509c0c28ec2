namespace Replication.Transport;

/// <summary>Is given each message that is due.</summary>
/// <param name="channel">The channel that it came through.</param>
/// <param name="message">Valid during the call only.</param>
/// <returns>False: take no more.</returns>
internal delegate bool MessageTaker(byte channel, ReadOnlySpan<byte> message);

/// <summary>One channel's receiving side: takes records, and hands out messages.</summary>
internal abstract class ChannelReceiver
{
    protected ChannelReceiver(byte channel, ChannelOptions options, ChannelCounters counters)
    {
        Channel = channel;
        Options = options;
        Counters = counters;
    }

    protected byte Channel { get; }

    protected ChannelOptions Options { get; }

    protected ChannelCounters Counters { get; }

    /// <summary>Takes a record, and hands out what it makes due.</summary>
    public abstract ChannelViolation Receive(in MessageRecord record, MessageTaker taker);

    /// <summary>
    /// Lets go of all memory: the session has ended, maybe by a handler that is still reading a message.
    /// </summary>
    public virtual void Abandon()
    {
        // What is only handed through has none.
    }

    protected ChannelViolation HandOut(ReadOnlySpan<byte> message, MessageTaker taker)
    {
        Counters.MessagesReceived++;
        return taker(Channel, message) ? ChannelViolation.None : ChannelViolation.Refused;
    }
}
