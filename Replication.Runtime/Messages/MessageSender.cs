namespace Replication.Runtime;

/// <summary>Takes messages as bytes on their way to one peer: a session's channels, or a test.</summary>
public interface IMessageSink
{
    /// <summary>Takes a message.</summary>
    /// <param name="channel">The channel that it goes on.</param>
    /// <param name="reliability">What that channel is to promise.</param>
    /// <param name="message">The bytes; valid during the call only.</param>
    /// <returns>False when the message was not taken, as when the channel is full.</returns>
    bool TrySend(byte channel, Reliability reliability, ReadOnlySpan<byte> message);
}

/// <summary>Turns messages into bytes, once for any number of receivers.</summary>
/// <remarks>Allocates its buffer when it is made and nothing after. For one thread.</remarks>
/// <param name="table">The messages that both peers have.</param>
public sealed class MessageSender(MessageTable table)
{
    private readonly byte[] _buffer = new byte[table.MaxFrameBytes];

    /// <summary>How many numbers were outside their range and clamped so far.</summary>
    public long ClampedNumbers { get; private set; }

    /// <summary>Sends a message to one peer.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="sink">The way to the peer.</param>
    /// <returns>Whether the sink took it.</returns>
    /// <exception cref="ArgumentException">
    /// The table lacks the message, or a field is null or larger than was declared.
    /// </exception>
    public bool TrySend<T>(in T message, IMessageSink sink)
        where T : IMessage<T> => Send(in message, [sink]) == 1;

    /// <summary>Sends a message to several peers.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="sinks">The ways to the peers.</param>
    /// <returns>How many of the sinks took it.</returns>
    /// <exception cref="ArgumentException">
    /// The table lacks the message, or a field is null or larger than was declared.
    /// </exception>
    public int Send<T>(in T message, params ReadOnlySpan<IMessageSink> sinks)
        where T : IMessage<T>
    {
        int bytes = MessageFrame.Write(table, in message, _buffer, out int clamped);
        ClampedNumbers += clamped;
        int taken = 0;
        foreach (IMessageSink sink in sinks)
        {
            if (sink.TrySend(T.Schema.Channel, T.Schema.Reliability, _buffer.AsSpan(0, bytes))) taken++;
        }

        return taken;
    }
}
