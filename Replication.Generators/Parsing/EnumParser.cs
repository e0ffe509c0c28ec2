using Microsoft.CodeAnalysis;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Finds the range that an enum's declared values span.</summary>
internal static class EnumParser
{
    public static FieldShape ShapeOf(INamedTypeSymbol type)
    {
        string typeName = SymbolNames.TypeName(type);
        SpecialType underlying = type.EnumUnderlyingType!.SpecialType;
        object[] values = [.. type.GetMembers().OfType<IFieldSymbol>()
            .Where(field => field.HasConstantValue).Select(field => field.ConstantValue!)];

        // An enum without values is a number with a type of its own: every value of it counts.
        FieldShape exact = IntegerTypes.ExactShape(underlying, typeName, isEnum: true);
        if (values.Length == 0) return exact;
        bool isFlags = SymbolNames.Find(type, "System.FlagsAttribute") is not null;
        return (isFlags ? FlagsShape(values, underlying, typeName) : RangeShape(values, typeName)) ?? exact;
    }

    private static EnumShape? FlagsShape(object[] values, SpecialType underlying, string typeName)
    {
        int width = IntegerTypes.BitsOf(underlying);
        ulong mask = ulong.MaxValue >> (64 - width);
        ulong union = values.Aggregate(0UL, (bits, value) => bits | (Bits(value) & mask));
        if (union > uint.MaxValue) return null;
        string cast = width == 64 ? "long" : IntegerTypes.UnsignedName(width);
        return new EnumShape(typeName, IsFlags: true, cast, Min: 0, (uint)union, BitsFor((uint)union));
    }

    private static EnumShape? RangeShape(object[] values, string typeName)
    {
        decimal min = values.Min(Convert.ToDecimal);
        decimal max = values.Max(Convert.ToDecimal);
        if (max - min > uint.MaxValue || max > long.MaxValue) return null;
        uint maxWord = (uint)(max - min);
        return new EnumShape(typeName, IsFlags: false, "long", (long)min, maxWord, BitsFor(maxWord));
    }

    private static ulong Bits(object value) =>
        value is ulong unsigned ? unsigned : unchecked((ulong)Convert.ToInt64(value));

    // An enum of a single value still takes a bit: every word of a row has a width.
    private static int BitsFor(uint maxWord) => Math.Max(1, RangeParser.BitLength(maxWord));
}
