using System.Text.Json;

namespace Replication.Runtime;

/// <summary>
/// Messages as JSON and back, for tools, scripts and logs: by type where that is known, and as the bytes of a frame
/// where only the table knows it.
/// </summary>
/// <remarks>Allocates; the hot path has no JSON. Bad text and bad bytes give false, never an exception.</remarks>
public static class MessageJson
{
    /// <summary>Writes a message as an object with its fields.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentException">A field that must not be null is.</exception>
    public static void Write<T>(Utf8JsonWriter writer, in T message)
        where T : IMessage<T> => T.WriteJson(writer, in message);

    /// <summary>Reads a message. A field that the text leaves out is zero, empty or null.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="utf8Json">The text, in UTF-8.</param>
    /// <param name="message">Takes the message; means nothing when the text is refused.</param>
    /// <param name="error">Names the place in the text and what would be right there; null when it was taken.</param>
    /// <returns>Whether the text was taken.</returns>
    public static bool TryRead<T>(ReadOnlySpan<byte> utf8Json, out T message, out string? error)
        where T : IMessage<T>
    {
        var input = new JsonInput(utf8Json);
        T.ReadJson(ref input, out message);
        error = input.Error;
        return !input.Failed;
    }

    /// <summary>Writes a frame as an object with its message's name and fields.</summary>
    /// <param name="table">The messages.</param>
    /// <param name="frame">The frame: any bytes.</param>
    /// <param name="writer">Where to; gets <c>{"Game.Chat":{...}}</c>, and nothing when the frame is none.</param>
    /// <returns>Whether the frame is a message of the table.</returns>
    public static bool TryWriteFrame(MessageTable table, ReadOnlySpan<byte> frame, Utf8JsonWriter writer)
    {
        var reader = new BitReader(frame);
        if (table.Find((ushort)reader.Read(8 * MessageFrame.HeadBytes)) is not { } codec) return false;
        return codec.TryWriteJson(ref reader, writer);
    }

    /// <summary>Reads what <see cref="TryWriteFrame"/> wrote as the bytes of a frame.</summary>
    /// <param name="table">The messages.</param>
    /// <param name="utf8Json">The text, in UTF-8.</param>
    /// <param name="frame">Takes the frame; null when the text is refused.</param>
    /// <param name="error">Names the place in the text and what would be right there; null when it was taken.</param>
    /// <returns>Whether the text was taken.</returns>
    public static bool TryReadFrame(
        MessageTable table, ReadOnlySpan<byte> utf8Json, out byte[]? frame, out string? error)
    {
        var input = new JsonInput(utf8Json);
        byte[] buffer = new byte[table.MaxFrameBytes];
        int bytes = 0;
        input.BeginObject();
        while (input.NextField(out string name))
        {
            ushort id = table.IdOf(name);
            if (id == 0 || bytes > 0)
            {
                input.RefuseField("the full name of one message");
                continue;
            }

            var writer = new BitWriter(buffer);
            writer.Write(id, 8 * MessageFrame.HeadBytes);
            table.Find(id)!.ReadJson(ref input, ref writer);
            bytes = writer.ByteCount;
        }

        if (bytes == 0) input.RefuseValue("an object with the name of a message");
        error = input.Error;
        frame = input.Failed ? null : buffer[..bytes];
        return !input.Failed;
    }
}
