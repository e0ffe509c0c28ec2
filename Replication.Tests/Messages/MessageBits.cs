using System.Text;
using System.Text.Json;
using Replication.Runtime;

namespace Replication.Tests.Messages;

/// <summary>Calls the generated members of a message, which only generic code can name.</summary>
internal static class MessageBits<T>
    where T : IMessage<T>
{
    public static MessageSchema Schema => T.Schema;

    public static byte[] Write(T message) => Write(message, out _, out _);

    public static byte[] Write(T message, out int bits, out int clamped)
    {
        byte[] buffer = new byte[(T.Schema.MaxBits / 8) + 1];
        var writer = new BitWriter(buffer);
        clamped = T.Write(ref writer, in message);
        bits = writer.BitCount;
        return writer.Overflowed
            ? throw new InvalidOperationException("More bits than the schema says.")
            : buffer[..writer.ByteCount];
    }

    public static bool TryRead(byte[] bytes, out T message)
    {
        var reader = new BitReader(bytes);
        T.Read(ref reader, out message);
        return !reader.Failed;
    }

    public static string ToJson(T message)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) MessageJson.Write(writer, in message);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static bool TryFromJson(string json, out T message, out string? error) =>
        MessageJson.TryRead(Encoding.UTF8.GetBytes(json), out message, out error);
}
