using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;
using Replication.Transport;

namespace Replication.Runtime;

/// <summary>What a peer's messages go by: out to the channels of its sessions, in to the typed handlers.</summary>
internal sealed class SessionMessages
{
    private readonly ImmutableArray<ChannelOptions> _channels;

    /// <summary>Prepares the messages of one server or client.</summary>
    /// <param name="options">Its messages and the channels that they travel on.</param>
    /// <exception cref="ArgumentException">A message has no channel that promises what it declares.</exception>
    public SessionMessages(ReplicationOptions options)
    {
        _channels = options.Transport.Channels;
        foreach (MessageCodec codec in options.Messages.Codecs)
        {
            MessageSchema schema = codec.Schema;
            if (schema.Channel >= _channels.Length || PromiseOf(_channels[schema.Channel]) != schema.Reliability)
                Throw.MessageChannel(schema);
            if (schema.MaxFrameBytes > _channels[schema.Channel].MaxMessageBytes)
                Throw.MessageBeyondChannel(schema, _channels[schema.Channel].MaxMessageBytes);
        }

        Dispatcher = new MessageDispatcher(options.Messages);
        Sender = new MessageSender(options.Messages);
    }

    /// <summary>Hands what arrives to its handlers.</summary>
    public MessageDispatcher Dispatcher { get; }

    /// <summary>Turns what is sent into bytes.</summary>
    public MessageSender Sender { get; }

    /// <summary>
    /// The transport's options with the messages in the protocol id: peers with other messages have another protocol,
    /// whatever becomes of their components.
    /// </summary>
    public static TransportOptions AddTo(ReplicationOptions options)
    {
        if (options.Messages.Count == 0) return options.Transport;
        Span<byte> both = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(both, options.Transport.ProtocolId);
        BinaryPrimitives.WriteUInt64LittleEndian(both[sizeof(ulong)..], options.Messages.Hash);
        return options.Transport with { ProtocolId = XxHash3.HashToUInt64(both) };
    }

    /// <summary>Takes a message that came through a session.</summary>
    /// <returns>False when no honest peer sends it, which ends the session.</returns>
    public bool Receive(Session session, byte channel, ReadOnlySpan<byte> message)
    {
        var context = new MessageContext(session.Id, channel, PromiseOf(_channels[channel]));
        return Dispatcher.Dispatch(message, context)
            is DispatchResult.Handled or DispatchResult.Unhandled or DispatchResult.Refused;
    }

    private static Reliability PromiseOf(ChannelOptions channel) => channel.Mode switch
    {
        ChannelMode.Unreliable => Reliability.Unreliable,
        ChannelMode.Sequenced => Reliability.Sequenced,
        ChannelMode.ReliableUnordered => Reliability.ReliableUnordered,
        _ => Reliability.ReliableOrdered,
    };
}
