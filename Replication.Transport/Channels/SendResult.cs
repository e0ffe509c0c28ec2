namespace Replication.Transport;

/// <summary>What became of a message that was handed to a channel.</summary>
public enum SendResult
{
    /// <summary>The channel has taken it: it goes with the next packet that has room for it.</summary>
    Queued,

    /// <summary>
    /// <see cref="ChannelOptions.QueueBytes"/> are waiting already. There is room again when some of it was sent, or on
    /// reliable channels was acknowledged.
    /// </summary>
    ChannelFull,

    /// <summary>
    /// The message is larger than <see cref="ChannelOptions.MaxMessageBytes"/>, or unreliable and larger than 256
    /// fragments of the session's payload size.
    /// </summary>
    TooLarge,

    /// <summary>The session is not connected.</summary>
    NotConnected,

    /// <summary>The options have no such channel.</summary>
    UnknownChannel,
}
