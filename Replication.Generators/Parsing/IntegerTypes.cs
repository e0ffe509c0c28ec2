using Microsoft.CodeAnalysis;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>The sizes and limits of C#'s whole numbers.</summary>
internal static class IntegerTypes
{
    /// <summary>Doubles hold every whole number up to this exactly, beyond it they skip some.</summary>
    public const double MaxExact = 1L << 53;

    /// <summary>What a whole number of a type is when it is sent exactly.</summary>
    public static FieldShape ExactShape(SpecialType type, string typeName, EnumModel? names)
    {
        int bits = BitsOf(type);
        if (bits == 64) return new LongShape(typeName, names);
        string? cast = IsSigned(type) || names is not null ? UnsignedName(bits) : null;
        return new IntegerShape(typeName, cast, bits, names);
    }

    public static int BitsOf(SpecialType type) => type switch
    {
        SpecialType.System_SByte or SpecialType.System_Byte => 8,
        SpecialType.System_Int16 or SpecialType.System_UInt16 => 16,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 32,
        _ => 64,
    };

    public static bool IsSigned(SpecialType type) => type is SpecialType.System_SByte or SpecialType.System_Int16
        or SpecialType.System_Int32 or SpecialType.System_Int64;

    public static string UnsignedName(int bits) => bits switch
    {
        8 => "byte",
        16 => "ushort",
        32 => "uint",
        _ => "ulong",
    };

    /// <summary>The smallest and largest value that a type holds and a double holds exactly.</summary>
    public static (double Min, double Max) LimitsOf(SpecialType type) => type switch
    {
        SpecialType.System_SByte => (sbyte.MinValue, sbyte.MaxValue),
        SpecialType.System_Byte => (byte.MinValue, byte.MaxValue),
        SpecialType.System_Int16 => (short.MinValue, short.MaxValue),
        SpecialType.System_UInt16 => (ushort.MinValue, ushort.MaxValue),
        SpecialType.System_Int32 => (int.MinValue, int.MaxValue),
        SpecialType.System_UInt32 => (uint.MinValue, uint.MaxValue),
        SpecialType.System_UInt64 => (0, MaxExact),
        SpecialType.System_Int64 => (-MaxExact, MaxExact),
        SpecialType.System_Single => (float.MinValue, float.MaxValue),
        _ => (double.MinValue, double.MaxValue),
    };
}
