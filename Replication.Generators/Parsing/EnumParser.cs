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
        IFieldSymbol[] members =
            [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)];
        object[] values = [.. members.Select(member => member.ConstantValue!)];
        var names = new EnumModel(
            SymbolNames.FullName(type),
            SymbolNames.Find(type, "System.FlagsAttribute") is not null,
            IntegerTypes.IsSigned(underlying),
            Min: 0,
            Max: 0,
            members.Select(member => new EnumMemberModel(member.Name, Number(member.ConstantValue!)))
                .ToEquatableArray());

        // An enum without values is a number with a type of its own: every value of it counts.
        FieldShape? shape = values.Length == 0 ? null
            : names.IsFlags ? FlagsShape(names, values, underlying, typeName)
            : RangeShape(names, values, typeName);
        return shape ?? IntegerTypes.ExactShape(underlying, typeName, WithLimitsOf(underlying, names));
    }

    private static EnumShape? FlagsShape(EnumModel names, object[] values, SpecialType underlying, string typeName)
    {
        int width = IntegerTypes.BitsOf(underlying);
        ulong mask = ulong.MaxValue >> (64 - width);
        ulong union = values.Aggregate(0UL, (bits, value) => bits | (unchecked((ulong)Number(value)) & mask));
        if (union > uint.MaxValue) return null;
        string cast = width == 64 ? "long" : IntegerTypes.UnsignedName(width);
        var bits = names with
        {
            IsSigned = false,
            Max = (long)union,
            Members = names.Members
                .Select(member => member with { Value = member.Value & (long)(mask & uint.MaxValue) })
                .ToEquatableArray(),
        };
        return new EnumShape(typeName, bits, cast, Min: 0, (uint)union, BitsFor((uint)union));
    }

    private static EnumShape? RangeShape(EnumModel names, object[] values, string typeName)
    {
        decimal min = values.Min(Convert.ToDecimal);
        decimal max = values.Max(Convert.ToDecimal);
        if (max - min > uint.MaxValue || max > long.MaxValue) return null;
        uint maxWord = (uint)(max - min);
        var range = names with { Min = (long)min, Max = (long)max };
        return new EnumShape(typeName, range, "long", (long)min, maxWord, BitsFor(maxWord));
    }

    private static EnumModel WithLimitsOf(SpecialType underlying, EnumModel names)
    {
        int width = IntegerTypes.BitsOf(underlying);
        return names.IsSigned
            ? names with { Min = long.MinValue >> (64 - width), Max = long.MaxValue >> (64 - width) }
            : names with { Max = unchecked((long)(ulong.MaxValue >> (64 - width))) };
    }

    private static long Number(object value) =>
        value is ulong unsigned ? unchecked((long)unsigned) : Convert.ToInt64(value);

    // An enum of a single value still takes a bit: every word of a row has a width.
    private static int BitsFor(uint maxWord) => Math.Max(1, RangeParser.BitLength(maxWord));
}
