using System.Diagnostics.CodeAnalysis;

namespace Replication.Runtime;

/// <summary>Calls a component's codec and says what is wrong with what it does. All use of deltas is here.</summary>
internal sealed class CheckedCodec<T>(int seed)
    where T : unmanaged, IReplicated<T>
{
    // The dearest code of a word and what a mask may add, several times over.
    private const int DeltaBytesPerWord = 16;
    private const int DeltaBytes = 64;

    public uint[] Quantize(T value) => Quantize(value, out _);

    public byte[] WriteFull(uint[] words, out int bits)
    {
        var bytes = new byte[(T.Schema.FullBits + 7) / 8];
        bits = Guarded(nameof(WriteFull), () =>
        {
            var writer = new BitWriter(bytes);
            T.WriteFull(ref writer, words);
            return writer.Overflowed ? -1 : writer.BitCount;
        });

        // Trained codes take what they take, up to as many bits.
        bool isTrained = T.Schema.LayoutHash != T.Schema.Hash;
        if (isTrained ? bits < 0 || bits > T.Schema.FullBits : bits != T.Schema.FullBits)
            Fail($"WriteFull wrote {Count(bits)} and the schema says {T.Schema.FullBits}");
        return bytes;
    }

    public byte[] WriteDelta(uint[] baseline, uint[] current, out int bits)
    {
        var bytes = new byte[(current.Length * DeltaBytesPerWord) + DeltaBytes];
        bits = Guarded(nameof(WriteDelta), () =>
        {
            var writer = new BitWriter(bytes);
            T.WriteDelta(ref writer, baseline, current);
            return writer.Overflowed ? -1 : writer.BitCount;
        });
        if (bits < 0) Fail($"WriteDelta wrote {Count(bits)}, more than any code");
        return bytes;
    }

    public uint[] ReadFull(byte[] bytes, int bits)
    {
        int read = ReadFull(bytes, out uint[] words);
        if (read != bits) Fail($"ReadFull read {Count(read)} of the {bits} that WriteFull wrote");
        return words;
    }

    public uint[] ReadDelta(byte[] bytes, int bits, uint[] baseline)
    {
        int read = ReadDelta(bytes, baseline, out uint[] words);
        if (read != bits) Fail($"ReadDelta read {Count(read)} of the {bits} that WriteDelta wrote");
        return words;
    }

    public bool TryReadFull(byte[] bytes, out uint[] words) => ReadFull(bytes, out words) >= 0;

    public bool TryReadDelta(byte[] bytes, uint[] baseline, out uint[] words) =>
        ReadDelta(bytes, baseline, out words) >= 0;

    public void RequireSame(uint[] sent, uint[] received, string reader)
    {
        for (int i = 0; i < sent.Length; i++)
        {
            if (sent[i] != received[i])
                Fail($"{reader} gave the word {received[i]} where {sent[i]} was written", FieldOf(i));
        }
    }

    /// <summary>The words are those of a component, with every number inside its range.</summary>
    public void RequireValid(uint[] words, string reader)
    {
        T value = Guarded("Dequantize", () =>
        {
            T.Dequantize(words, out T component);
            return component;
        });
        uint[] again = Quantize(value, out int clamped);
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] != again[i] && HasOneWordForEachValue(i))
                Fail($"{reader} took garbage as the word {words[i]}, which no value has", FieldOf(i));
        }

        if (clamped > 0) Fail($"{reader} took garbage as a number outside its range");
        WriteFull(again, out _);
    }

    private uint[] Quantize(T value, out int clamped)
    {
        var words = new uint[T.Schema.WordCount];
        clamped = Guarded(nameof(Quantize), () => T.Quantize(in value, words));
        return words;
    }

    // The bits that were read, or -1 where the reader refused them.
    private int ReadFull(byte[] bytes, out uint[] words)
    {
        var taken = new uint[T.Schema.WordCount];
        words = taken;
        return Guarded(nameof(ReadFull), () =>
        {
            var reader = new BitReader(bytes);
            T.ReadFull(ref reader, taken);
            return reader.Failed ? -1 : (bytes.Length * 8) - reader.RemainingBits;
        });
    }

    private int ReadDelta(byte[] bytes, uint[] baseline, out uint[] words)
    {
        var taken = new uint[T.Schema.WordCount];
        words = taken;
        return Guarded(nameof(ReadDelta), () =>
        {
            var reader = new BitReader(bytes);
            T.ReadDelta(ref reader, baseline, taken);
            return reader.Failed ? -1 : (bytes.Length * 8) - reader.RemainingBits;
        });
    }

    // A rotation whose components are nearly equal has more than one word, and so has an array of them.
    private static bool HasOneWordForEachValue(int word) =>
        FindField(word)?.Kind is not (FieldKind.Rotation or FieldKind.Array);

    private static FieldSchema? FindField(int word) => T.Schema.Fields.FirstOrDefault(
        field => word >= field.WordOffset && word < field.WordOffset + field.WordCount);

    private static string FieldOf(int word) => FindField(word)?.Name ?? $"word {word}";

    private static string Count(int bits) => bits < 0 ? "none" : $"{bits} bits";

    private TResult Guarded<TResult>(string member, Func<TResult> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception)
        {
            throw new ComponentCheckException(
                $"{typeof(T)}, seed {seed}: {member} threw {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    [DoesNotReturn]
    private void Fail(string what, string? field = null) => throw new ComponentCheckException(
        $"{typeof(T)}, seed {seed}{(field is null ? "" : $", field {field}")}: {what}.");
}
