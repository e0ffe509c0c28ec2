using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Replication.Runtime;

// JSON has no numbers for these, so they are strings:
//
//     "Infinity"  "-Infinity"  "NaN"  "NaN(7fc00001)"       the last keeps the bits of a NaN that is not C#'s own

/// <summary>Writes floating-point numbers so that exactly the same bits are read again.</summary>
internal static class JsonFloat
{
    private const string NaN = "NaN";

    public static void Write(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(Name(value, BitConverter.SingleToUInt32Bits(value),
                BitConverter.SingleToUInt32Bits(float.NaN), "x8"));
    }

    public static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(Name(value, BitConverter.DoubleToUInt64Bits(value),
                BitConverter.DoubleToUInt64Bits(double.NaN), "x16"));
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        if (TryParseBits(text, digits: 8, out ulong bits))
        {
            value = BitConverter.UInt32BitsToSingle((uint)bits);
            return float.IsNaN(value);
        }

        bool isKnown = TryParseName(text, out double wide);
        value = double.IsNaN(wide) ? float.NaN : (float)wide;
        return isKnown;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (!TryParseBits(text, digits: 16, out ulong bits)) return TryParseName(text, out value);
        value = BitConverter.UInt64BitsToDouble(bits);
        return double.IsNaN(value);
    }

    private static string Name(double value, ulong bits, ulong ordinary, string format)
    {
        if (!double.IsNaN(value)) return value > 0 ? "Infinity" : "-Infinity";
        return bits == ordinary ? NaN : $"{NaN}({bits.ToString(format, CultureInfo.InvariantCulture)})";
    }

    private static bool TryParseName(ReadOnlySpan<byte> text, out double value)
    {
        value = text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity
            : double.NaN;
        return !double.IsNaN(value) || text.SequenceEqual("NaN"u8);
    }

    private static bool TryParseBits(ReadOnlySpan<byte> text, int digits, out ulong bits)
    {
        bits = 0;
        return text.Length == NaN.Length + digits + 2 && text.StartsWith("NaN("u8) && text[^1] == (byte)')'
            && Utf8Parser.TryParse(text.Slice(NaN.Length + 1, digits), out bits, out int consumed, 'x')
            && consumed == digits;
    }
}
