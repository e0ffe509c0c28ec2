using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Replication.Runtime;

namespace Replication.Tests.Generators;

/// <summary>Calls the generated members of a component, which only generic code can name.</summary>
internal static class Codec<T>
    where T : unmanaged, IReplicated<T>
{
    public static ComponentSchema Schema => T.Schema;

    public static int ComponentBytes => Unsafe.SizeOf<T>();

    /// <summary>A component whose memory is these bytes, whatever they are.</summary>
    public static T FromBytes(byte[] bytes) => MemoryMarshal.Read<T>(bytes);

    public static uint[] Quantize(T value) => Quantize(value, out _);

    public static uint[] Quantize(T value, out int clamped)
    {
        uint[] words = new uint[T.Schema.WordCount];
        clamped = T.Quantize(in value, words);
        return words;
    }

    public static T Dequantize(uint[] words)
    {
        T.Dequantize(words, out T value);
        return value;
    }

    public static byte[] WriteFull(uint[] words, out int bits)
    {
        byte[] buffer = new byte[(T.Schema.FullBits / 8) + 1];
        var writer = new BitWriter(buffer);
        T.WriteFull(ref writer, words);
        bits = writer.BitCount;
        return writer.Overflowed ? throw new InvalidOperationException("More bits than the schema says.") : buffer;
    }

    public static bool TryReadFull(byte[] bytes, out uint[] words)
    {
        words = new uint[T.Schema.WordCount];
        var reader = new BitReader(bytes);
        T.ReadFull(ref reader, words);
        return !reader.Failed;
    }

    public static byte[] WriteDelta(uint[] baseline, uint[] current, out int bits)
    {
        byte[] buffer = new byte[(T.Schema.WordCount * 16) + 16];
        var writer = new BitWriter(buffer);
        T.WriteDelta(ref writer, baseline, current);
        bits = writer.BitCount;
        return writer.Overflowed ? throw new InvalidOperationException("A delta is larger than any code.") : buffer;
    }

    public static bool TryReadDelta(byte[] bytes, uint[] baseline, out uint[] current, out int bits)
    {
        current = new uint[T.Schema.WordCount];
        var reader = new BitReader(bytes);
        T.ReadDelta(ref reader, baseline, current);
        bits = (bytes.Length * 8) - reader.RemainingBits;
        return !reader.Failed;
    }
}
