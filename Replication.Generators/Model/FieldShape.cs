namespace Replication.Generators.Model;

/// <summary>What a field holds, which decides its words, its bits and its codes.</summary>
/// <param name="WordCount">Its words in a row.</param>
/// <param name="FullBits">Its bits in a full send, all words together.</param>
internal abstract record FieldShape(int WordCount, int FullBits)
{
    /// <summary>A single bit that takes both values: that it changed says what it is now.</summary>
    public bool IsToggle =>
        this is BooleanShape or EnumShape { MaxWord: 1 } or RangeShape { Axes: 1, Range.MaxWord: 1 };
}

internal sealed record BooleanShape() : FieldShape(1, 1);

/// <summary>A whole number of 8, 16 or 32 bits, or an enum without values, sent exactly.</summary>
/// <param name="TypeName">Its type.</param>
/// <param name="WordCast">The unsigned type of its width where it does not become a word by itself.</param>
/// <param name="Bits">Its width.</param>
/// <param name="Names">The enum, where it is one.</param>
internal sealed record IntegerShape(string TypeName, string? WordCast, int Bits, EnumModel? Names) : FieldShape(1, Bits)
{
    public bool IsEnum => Names is not null;

    public string MaxWord => Bits switch { 8 => "0xFF", 16 => "0xFFFF", _ => "uint.MaxValue" };
}

/// <summary>A whole number of 64 bits, or an enum too wide for a word, sent exactly.</summary>
/// <param name="TypeName">Its type.</param>
/// <param name="Names">The enum, where it is one.</param>
internal sealed record LongShape(string TypeName, EnumModel? Names) : FieldShape(2, 64)
{
    public bool IsEnum => Names is not null;
}

internal sealed record FloatShape() : FieldShape(1, 32);

internal sealed record DoubleShape() : FieldShape(2, 64);

/// <summary>A vector sent exactly.</summary>
/// <param name="Axes">2 to 4.</param>
internal sealed record VectorShape(int Axes) : FieldShape(Axes, 32 * Axes);

/// <summary>A rotation as its smallest three components.</summary>
/// <param name="Bits">Bits of each component, 2 to 10.</param>
internal sealed record RotationShape(int Bits) : FieldShape(1, (3 * Bits) + 2);

/// <summary>A number, or each axis of a vector, as steps over a range.</summary>
/// <param name="TypeName">The number's type; <c>float</c> for a vector.</param>
/// <param name="Axes">1 for a number, 2 to 4 for a vector.</param>
/// <param name="Range">The range and its steps.</param>
internal sealed record RangeShape(string TypeName, int Axes, RangeModel Range) : FieldShape(Axes, Axes * Range.Bits);

/// <summary>An enum over the range of its declared values.</summary>
/// <param name="TypeName">Its type.</param>
/// <param name="Names">Its values; those of flags are sets of bits, whose range is every one of the declared.</param>
/// <param name="WordCast">The type that its values go through: that of the flags' width, unsigned, else long.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="MaxWord">The largest value minus the smallest.</param>
/// <param name="Bits">What a word takes.</param>
internal sealed record EnumShape(
    string TypeName, EnumModel Names, string WordCast, long Min, uint MaxWord, int Bits) : FieldShape(1, Bits);

/// <summary>A reference to another replica.</summary>
/// <param name="TypeName">Its type, as in <c>global::Replication.Runtime.NetRef&lt;global::Game.Ship&gt;</c>.</param>
/// <param name="Target">The component that the other has, as in <c>Game.Ship</c>.</param>
/// <param name="IsParent">Whether the other is the replica's parent.</param>
internal sealed record ReferenceShape(string TypeName, string Target, bool IsParent) : FieldShape(2, 40);

/// <summary>A struct of further fields.</summary>
/// <param name="Record">The fields.</param>
internal sealed record RecordShape(RecordModel Record) : FieldShape(Record.WordCount, Record.FullBits);

/// <summary>An inline array.</summary>
/// <param name="Length">How many elements.</param>
/// <param name="Element">What each holds.</param>
internal sealed record ArrayShape(int Length, FieldShape Element)
    : FieldShape(Length * Element.WordCount, Length * Element.FullBits)
{
    /// <summary>What its length's constant is called after the prefix: an array in an array has its own.</summary>
    public string LengthName => Level == 1 ? "Length" : $"Length{Level}";

    private int Level => Element is ArrayShape inner ? inner.Level + 1 : 1;
}

/// <summary>A range of numbers and the steps over it.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Step">The distance of neighbouring values.</param>
/// <param name="MaxWord">The word of the largest value.</param>
/// <param name="Bits">What a word takes.</param>
internal sealed record RangeModel(double Min, double Max, double Step, uint MaxWord, int Bits);
