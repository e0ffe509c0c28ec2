namespace Replication.Runtime;

/// <summary>
/// Takes messages as bytes and hands them to typed handlers. Every message ends in one
/// <see cref="DispatchResult"/>, which is counted; remote bytes never throw.
/// </summary>
/// <remarks>
/// What a handler or a validator throws goes on to the caller of <see cref="Dispatch"/>. Messages without strings,
/// lists and records allocate nothing. For one thread.
/// </remarks>
/// <param name="table">The messages that both peers have.</param>
public sealed class MessageDispatcher(MessageTable table)
{
    private readonly MessageRoute?[] _routes = new MessageRoute?[table.Count];
    private readonly long[] _counts = new long[(int)DispatchResult.Refused + 1];

    /// <summary>Says who takes messages of a type.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="handler">Called with each that is well-formed and allowed.</param>
    /// <exception cref="ArgumentException">The table lacks the message.</exception>
    /// <exception cref="InvalidOperationException">It has a handler.</exception>
    public void On<T>(MessageHandler<T> handler)
        where T : IMessage<T> => RouteOf<T>().SetHandler(handler);

    /// <summary>
    /// Says who may send messages of a type: called before the handler with each that is well-formed. Without one,
    /// everybody may.
    /// </summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="validator">Gives false to refuse the message.</param>
    /// <exception cref="ArgumentException">The table lacks the message.</exception>
    /// <exception cref="InvalidOperationException">It has a validator.</exception>
    public void Validate<T>(MessageValidator<T> validator)
        where T : IMessage<T> => RouteOf<T>().SetValidator(validator);

    /// <summary>Takes one message that arrived.</summary>
    /// <param name="frame">Its bytes (<see cref="MessageFrame"/>): any at all.</param>
    /// <param name="context">How it arrived.</param>
    /// <returns>What became of it.</returns>
    public DispatchResult Dispatch(ReadOnlySpan<byte> frame, in MessageContext context)
    {
        DispatchResult result = Deliver(frame, in context);
        _counts[(int)result]++;
        return result;
    }

    /// <summary>How many messages ended in a result so far.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The count.</returns>
    public long CountOf(DispatchResult result) => _counts[(int)result];

    private DispatchResult Deliver(ReadOnlySpan<byte> frame, in MessageContext context)
    {
        var reader = new BitReader(frame);
        int slot = table.SlotOf((ushort)reader.Read(8 * MessageFrame.HeadBytes));
        if (slot < 0) return DispatchResult.UnknownType;
        MessageSchema schema = table.Codecs[slot].Schema;
        if (context.Channel != schema.Channel || context.Reliability != schema.Reliability)
            return DispatchResult.WrongChannel;
        return _routes[slot] is { } route ? route.Deliver(ref reader, in context) : DispatchResult.Unhandled;
    }

    private MessageRoute<T> RouteOf<T>()
        where T : IMessage<T>
    {
        ref MessageRoute? route = ref _routes[table.SlotOf<T>()];
        route ??= new MessageRoute<T>();
        return (MessageRoute<T>)route;
    }
}

/// <summary>The way of one type's messages to their handler, behind one virtual call.</summary>
internal abstract class MessageRoute
{
    public abstract DispatchResult Deliver(ref BitReader reader, in MessageContext context);
}

internal sealed class MessageRoute<T> : MessageRoute
    where T : IMessage<T>
{
    private MessageHandler<T>? _handler;
    private MessageValidator<T>? _validator;

    public void SetHandler(MessageHandler<T> handler)
    {
        if (_handler is not null) Throw.MessageHandledTwice(typeof(T));
        _handler = handler;
    }

    public void SetValidator(MessageValidator<T> validator)
    {
        if (_validator is not null) Throw.MessageHandledTwice(typeof(T));
        _validator = validator;
    }

    public override DispatchResult Deliver(ref BitReader reader, in MessageContext context)
    {
        if (_handler is null) return DispatchResult.Unhandled;
        T.Read(ref reader, out T message);
        if (reader.Failed) return DispatchResult.Malformed;
        if (!MessageFrame.IsAtEnd(ref reader)) return DispatchResult.TrailingBits;
        if (_validator is not null && !_validator(in message, in context)) return DispatchResult.Refused;
        _handler(in message, in context);
        return DispatchResult.Handled;
    }
}
