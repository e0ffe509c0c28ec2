namespace Replication.Runtime;

/// <summary>How a message arrived: what a handler and a validator know of it besides its fields.</summary>
/// <param name="SenderId">The session that it came from, as the caller of the dispatcher numbers them.</param>
/// <param name="Channel">The channel that it came on.</param>
/// <param name="Reliability">What that channel promises.</param>
public readonly record struct MessageContext(ulong SenderId, byte Channel, Reliability Reliability);

/// <summary>Takes a message that arrived.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="message">The message.</param>
/// <param name="context">How it arrived.</param>
public delegate void MessageHandler<T>(in T message, in MessageContext context)
    where T : IMessage<T>;

/// <summary>Says whether a sender may send a message, before its handler sees it.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="message">The message.</param>
/// <param name="context">How it arrived.</param>
/// <returns>False to refuse it.</returns>
public delegate bool MessageValidator<T>(in T message, in MessageContext context)
    where T : IMessage<T>;

/// <summary>What became of a message that arrived.</summary>
public enum DispatchResult
{
    /// <summary>Its handler had it.</summary>
    Handled = 0,

    /// <summary>No message has its type id, or it is too short for one.</summary>
    UnknownType = 1,

    /// <summary>Nobody handles messages of its type.</summary>
    Unhandled = 2,

    /// <summary>It came on another channel, or with another promise, than was declared.</summary>
    WrongChannel = 3,

    /// <summary>Its bits are no such message: too few, beyond a limit, or text that is no UTF-8.</summary>
    Malformed = 4,

    /// <summary>It goes on after its last field.</summary>
    TrailingBits = 5,

    /// <summary>The validator said that this sender may not send it.</summary>
    Refused = 6,
}
