namespace Replication.Runtime;

//     0          2
//     +----------+-----------------------------------------+
//     | type id  | the message's fields, bits; zeros up to |
//     | 16       | the end of the last byte                |
//     +----------+-----------------------------------------+
//
// A channel carries one frame as one of its messages: how long it is, is the channel's to say.

/// <summary>A message as the bytes that a channel carries: its type id, then its fields.</summary>
public static class MessageFrame
{
    /// <summary>The bytes of the type id.</summary>
    public const int HeadBytes = sizeof(ushort);

    /// <summary>Writes a message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="table">Has the message's type id.</param>
    /// <param name="message">The message.</param>
    /// <param name="buffer">
    /// Takes the frame; <see cref="MessageTable.MaxFrameBytes"/> are enough for every message of the table.
    /// </param>
    /// <param name="clamped">Takes how many numbers were outside their range and clamped.</param>
    /// <returns>The bytes of the frame, or zero when the buffer is too small for it.</returns>
    /// <exception cref="ArgumentException">
    /// The table lacks the message, or a field is null or larger than was declared.
    /// </exception>
    public static int Write<T>(MessageTable table, in T message, Span<byte> buffer, out int clamped)
        where T : IMessage<T>
    {
        var writer = new BitWriter(buffer);
        writer.Write(table.IdOf<T>(), 8 * HeadBytes);
        clamped = T.Write(ref writer, in message);
        return writer.Overflowed ? 0 : writer.ByteCount;
    }

    /// <summary>Reads a message of a known type.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="table">Has the message's type id.</param>
    /// <param name="frame">The frame: any bytes.</param>
    /// <param name="message">Takes the message; means nothing when the frame is none.</param>
    /// <returns>Whether the frame is exactly one such message.</returns>
    /// <exception cref="ArgumentException">The table lacks the message.</exception>
    public static bool TryRead<T>(MessageTable table, ReadOnlySpan<byte> frame, out T message)
        where T : IMessage<T>
    {
        ushort id = table.IdOf<T>();
        var reader = new BitReader(frame);
        reader.Require(reader.Read(8 * HeadBytes) == id);
        T.Read(ref reader, out message);
        return IsAtEnd(ref reader);
    }

    // Whether everything was read but the zeros that fill the last byte.
    internal static bool IsAtEnd(ref BitReader reader)
    {
        if (reader.Failed || reader.RemainingBits >= 8) return false;
        return reader.Read(reader.RemainingBits) == 0;
    }
}
