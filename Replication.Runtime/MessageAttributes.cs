namespace Replication.Runtime;

/// <summary>
/// Marks a partial struct or a sealed partial record as a message. The generator writes its codec and enters it into
/// the assembly's <c>ReplicationMessages.Table</c>.
/// </summary>
/// <param name="channel">The channel that it travels on, 0 to 255.</param>
/// <param name="reliability">What that channel promises of it.</param>
/// <remarks>
/// Every instance field and automatic property takes part: what <see cref="ReplicatedAttribute"/> supports, strings,
/// arrays, <see cref="List{T}"/>, structs and sealed records of these, and each of them nullable. A message is made
/// by its primary constructor or by its setters, which see what a remote peer wrote and so must not throw.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class, Inherited = false)]
public sealed class MessageAttribute(byte channel = 0, Reliability reliability = Reliability.ReliableOrdered)
    : Attribute
{
    /// <summary>The channel that it travels on. Default: 0.</summary>
    public byte Channel { get; } = channel;

    /// <summary>What the channel promises. Default: <see cref="Reliability.ReliableOrdered"/>.</summary>
    public Reliability Reliability { get; } = reliability;

    /// <summary>Which span of type ids it is numbered in. Default: <see cref="MessageKind.User"/>.</summary>
    public MessageKind Kind { get; set; }

    /// <summary>
    /// Its type id, within its kind's span (<see cref="MessageIds"/>). Default: 0, one is given by the order of names.
    /// </summary>
    public ushort Id { get; set; }
}

/// <summary>The longest that a string of a message may be. Every string field has one.</summary>
/// <param name="count">Bytes of UTF-8, 1 to 65,535.</param>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class MaxBytesAttribute(int count) : Attribute
{
    /// <summary>Bytes of UTF-8, 1 to 65,535.</summary>
    public int Count { get; } = count;
}

/// <summary>The most elements that an array or list of a message may have. Every such field has one.</summary>
/// <param name="count">Elements, 1 to 65,535.</param>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class MaxCountAttribute(int count) : Attribute
{
    /// <summary>Elements, 1 to 65,535.</summary>
    public int Count { get; } = count;
}

/// <summary>What a channel promises of the messages on it.</summary>
public enum Reliability
{
    /// <summary>A message may be lost, and may arrive after later ones.</summary>
    Unreliable = 0,

    /// <summary>A message may be lost; one that is older than the newest received is dropped.</summary>
    Sequenced = 1,

    /// <summary>Every message arrives, in any order.</summary>
    ReliableUnordered = 2,

    /// <summary>Every message arrives, in the order of sending.</summary>
    ReliableOrdered = 3,
}

/// <summary>What a message is for, which decides the span of its type id.</summary>
public enum MessageKind
{
    /// <summary>The game's own message, id 0x1000 and above.</summary>
    User = 0,

    /// <summary>Something that happened in the game, id 0x0200 to 0x0FFF.</summary>
    Event = 1,

    /// <summary>Of replication itself, id 0x0100 to 0x01FF; for this library's own messages.</summary>
    Replication = 2,

    /// <summary>Of the session, id 0x0001 to 0x00FF; for this library's own messages.</summary>
    System = 3,
}
