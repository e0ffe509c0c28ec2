using Replication.Generators.Parsing;

namespace Replication.Generators.Model;

/// <summary>What a field of a message holds, which decides its bits.</summary>
/// <param name="TypeName">Its type, from <c>global::</c> on, with the <c>?</c> of one that may be null.</param>
/// <param name="MinBits">The fewest bits that it takes.</param>
/// <param name="MaxBits">The most bits that it takes.</param>
internal abstract record MessageShape(string TypeName, long MinBits, long MaxBits)
{
    // Beyond every limit, and small enough that lists of lists of it do not overflow.
    private const long Endless = 1L << 31;

    /// <summary>The bits of so many elements.</summary>
    protected static long Times(int count, long bits) => Math.Min(count * bits, Endless);

    /// <summary>The bits of a count.</summary>
    protected static int CountBits(int max) => RangeParser.BitLength((uint)max);
}

/// <summary>A single value, as a component's field.</summary>
internal sealed record ScalarShape(string TypeName, FieldShape Field)
    : MessageShape(TypeName, Field.FullBits, Field.FullBits);

/// <summary>A string.</summary>
/// <param name="MaxBytes">The most bytes of UTF-8.</param>
internal sealed record TextShape(int MaxBytes)
    : MessageShape("string", CountBits(MaxBytes), CountBits(MaxBytes) + (8L * MaxBytes));

/// <summary>An array or a list.</summary>
/// <param name="IsArray">Whether it is an array.</param>
/// <param name="MaxCount">The most elements.</param>
/// <param name="Element">What each holds; at least one bit.</param>
internal sealed record ListShape(bool IsArray, int MaxCount, MessageShape Element) : MessageShape(
    IsArray ? $"{Element.TypeName}[]" : $"global::System.Collections.Generic.List<{Element.TypeName}>",
    CountBits(MaxCount),
    CountBits(MaxCount) + Times(MaxCount, Element.MaxBits));

/// <summary>An inline array.</summary>
/// <param name="TypeName">Its type.</param>
/// <param name="Length">How many elements.</param>
/// <param name="Element">What each holds.</param>
internal sealed record InlineShape(string TypeName, int Length, MessageShape Element)
    : MessageShape(TypeName, Times(Length, Element.MinBits), Times(Length, Element.MaxBits))
{
    /// <summary>What its length's constant is called after the prefix: an array in an array has its own.</summary>
    public string LengthName => Level == 1 ? "Length" : $"Length{Level}";

    private int Level => Element is InlineShape inner ? inner.Level + 1 : 1;
}

/// <summary>A struct or record of further fields.</summary>
/// <param name="Record">The fields.</param>
internal sealed record NestedShape(MessageRecord Record)
    : MessageShape(Record.TypeName, Record.MinBits, Record.MaxBits);

/// <summary>A value or null.</summary>
/// <param name="Inner">What it holds where it is not null.</param>
internal sealed record OptionalShape(MessageShape Inner) : MessageShape($"{Inner.TypeName}?", 1, 1 + Inner.MaxBits);
