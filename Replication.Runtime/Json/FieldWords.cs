namespace Replication.Runtime;

/// <summary>What a field's words stand for, by its schema alone; generated code knows it by the type.</summary>
internal static class FieldWords
{
    // A decimal digit finer than the step tells neighbouring steps apart.
    private const int MaxDigits = 15;

    /// <summary>Whether an array's element is a single value and not an object.</summary>
    public static bool IsPlain(IReadOnlyList<FieldSchema> element) => element is [{ Name: "" }];

    public static ulong Join(ReadOnlySpan<uint> words) => words[0] | ((ulong)words[1] << 32);

    /// <summary>The whole number of a field that is sent exactly.</summary>
    public static long Whole(ReadOnlySpan<uint> words, int bits, bool isSigned)
    {
        if (bits == 64) return unchecked((long)Join(words));
        return isSigned ? unchecked((int)(words[0] << (32 - bits))) >> (32 - bits) : words[0];
    }

    public static void Split(long value, int bits, Span<uint> words)
    {
        words[0] = unchecked((uint)value) & (uint.MaxValue >> Math.Max(0, 32 - bits));
        if (bits == 64) words[1] = unchecked((uint)(value >> 32));
    }

    public static long EnumValue(FieldSchema field, ReadOnlySpan<uint> words) => field.Step > 0
        ? field.Enumeration!.Min + words[0]
        : Whole(words, field.Bits, field.Enumeration!.IsSigned);

    public static void SetEnumValue(FieldSchema field, long value, Span<uint> words)
    {
        if (field.Step > 0)
            words[0] = unchecked((uint)(value - field.Enumeration!.Min));
        else
            Split(value, field.Bits, words);
    }

    public static int RotationBits(FieldSchema field) => (field.Bits - 2) / 3;

    /// <summary>The word of a range's largest value.</summary>
    public static uint MaxWord(FieldSchema field) =>
        (uint)(long)Math.Round((field.Max - field.Min) / field.Step, MidpointRounding.AwayFromZero);

    /// <summary>The number of a word on a range, with no more digits than tell it from its neighbours.</summary>
    public static double ShortNumber(FieldSchema field, uint word)
    {
        double value = Quantizer.Dequantize(word, field.Min, field.Step);
        int clamped = 0;
        int digits = Math.Clamp(1 - (int)Math.Floor(Math.Log10(field.Step)), 0, MaxDigits);
        double rounded = Math.Round(value, digits);
        return Quantizer.Quantize(rounded, field.Min, 1 / field.Step, MaxWord(field), ref clamped) == word
            && clamped == 0 ? rounded : value;
    }
}
