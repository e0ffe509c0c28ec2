using System.Text.Json;

namespace Replication.Runtime;

/// <summary>
/// A message's generated code behind one virtual call, for tables and tools that know messages by id or name only.
/// </summary>
public abstract class MessageCodec
{
    private protected MessageCodec(Type messageType, MessageSchema schema, int typeIndex)
    {
        MessageType = messageType;
        Schema = schema;
        TypeIndex = typeIndex;
    }

    /// <summary>The message's type.</summary>
    public Type MessageType { get; }

    /// <summary>The message's name, channel, limits and fields.</summary>
    public MessageSchema Schema { get; }

    /// <summary>Which message type of the process this is: finds its place in a table without hashing.</summary>
    internal int TypeIndex { get; }

    /// <summary>The codec of a message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <returns>A new codec; it has no state.</returns>
    public static MessageCodec Of<T>()
        where T : IMessage<T> => new MessageCodec<T>();

    // Writes the name and the JSON of a message that is there as bits; false where the bits are no such message.
    internal abstract bool TryWriteJson(ref BitReader reader, Utf8JsonWriter writer);

    // Writes the bits of a message that is there as JSON; nothing where the input fails.
    internal abstract void ReadJson(ref JsonInput input, ref BitWriter writer);
}

internal sealed class MessageCodec<T>() : MessageCodec(typeof(T), T.Schema, MessageTypeIndex<T>.Value)
    where T : IMessage<T>
{
    internal override bool TryWriteJson(ref BitReader reader, Utf8JsonWriter writer)
    {
        T.Read(ref reader, out T message);
        if (!MessageFrame.IsAtEnd(ref reader)) return false;
        writer.WriteStartObject();
        writer.WritePropertyName(Schema.Name);
        T.WriteJson(writer, in message);
        writer.WriteEndObject();
        return true;
    }

    internal override void ReadJson(ref JsonInput input, ref BitWriter writer)
    {
        T.ReadJson(ref input, out T message);
        if (!input.Failed) T.Write(ref writer, in message);
    }
}

/// <summary>Numbers the message types that a process uses, so that a table finds one by an array's element.</summary>
internal static class MessageTypeIndex<T>
{
    public static readonly int Value = MessageTypeCount.Next();
}

internal static class MessageTypeCount
{
    private static int _count;

    public static int Next() => Interlocked.Increment(ref _count) - 1;
}
