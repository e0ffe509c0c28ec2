using System.Numerics;

namespace Replication.Runtime;

/// <summary>What a field's words may be by its kind: the rules that the generator follows.</summary>
internal static class FieldRules
{
    // Beyond it doubles do not name every whole number, and so not every step.
    private const double MaxWhole = 1L << 53;

    /// <summary>Whether a description of a field is one that a generator can have written.</summary>
    public static bool IsSound(FieldSchema field)
    {
        if (field.Name.Split('.').Contains("")) return false;
        return field.Kind switch
        {
            FieldKind.Boolean => field is { WordCount: 1, Bits: 1 },
            FieldKind.Reference => field is { WordCount: 2, Bits: 2 * ReferenceCode.WordBits, Step: 0 },
            FieldKind.Array => field.Bits <= 32 * field.WordCount,
            FieldKind.Rotation => field is { WordCount: 1, Bits: >= 8 and <= 32 } && (field.Bits - 2) % 3 == 0,
            FieldKind.Vector => field.WordCount is >= 2 and <= 4 && IsWordSound(field, field.Bits / field.WordCount),
            FieldKind.WholeNumber or FieldKind.Number or FieldKind.Enumeration => field.Step > 0
                ? field.WordCount == 1 && IsWordSound(field, field.Bits)
                : IsExactSound(field),
            _ => false,
        };
    }

    /// <summary>Whether the field's largest word follows from its range, as one that a reader must know does.</summary>
    public static bool HasKnownWords(FieldSchema field) =>
        field.Kind != FieldKind.Enumeration || Math.Max(Math.Abs(field.Min), Math.Abs(field.Max)) <= MaxWhole;

    /// <summary>The largest valid word of a field that is no array, no rotation and no number of two words.</summary>
    public static uint MaxWordOf(FieldSchema field) => field.Step > 0
        ? Part.MaxWordOf(field)
        : uint.MaxValue >> (32 - (field.Bits / field.WordCount));

    private static bool IsWordSound(FieldSchema field, int bits)
    {
        if (bits * field.WordCount != field.Bits) return false;
        if (field.Step == 0) return bits == 32;
        double steps = StepsOf(field);
        bool isRange = field.Step > 0 && field.Max >= field.Min && steps <= uint.MaxValue;
        return isRange && (!HasKnownWords(field) || Math.Max(1, LengthOf((uint)steps)) == bits);
    }

    private static bool IsExactSound(FieldSchema field) => field.Step == 0 && (field.WordCount, field.Bits) switch
    {
        (1, 32) or (2, 64) => true,
        (1, 8 or 16) => field.Kind != FieldKind.Number,
        _ => false,
    };

    private static double StepsOf(FieldSchema field) =>
        Math.Round((field.Max - field.Min) / field.Step, MidpointRounding.AwayFromZero);

    private static int LengthOf(uint value) => 32 - BitOperations.LeadingZeroCount(value);
}
