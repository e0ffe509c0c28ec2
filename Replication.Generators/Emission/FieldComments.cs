using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Says in words what a field is, for the comment above its code.</summary>
internal static class FieldComments
{
    /// <summary>As in <c>// Position: [-1024, 1024], step 0.01, 3 x 18 bits</c>.</summary>
    public static string Line(FieldModel field) => $"// {field.Name}: {Describe(field.Shape)}";

    public static string Describe(FieldShape shape) => shape switch
    {
        BooleanShape => "bool, 1 bit",
        IntegerShape integer => $"{Short(integer.TypeName)}, {Bits(integer.Bits)}",
        LongShape number => $"{Short(number.TypeName)}, 64 bits",
        FloatShape => "exact, 32 bits",
        DoubleShape => "exact, 64 bits",
        VectorShape vector => $"exact, {vector.Axes} x 32 bits",
        ReferenceShape { IsParent: true } parent => $"reference to {parent.Target}, the parent, 40 bits",
        ReferenceShape reference => $"reference to {reference.Target}, 40 bits",
        RotationShape rotation => $"smallest three, 3 x {rotation.Bits} + 2 bits",
        RangeShape { Axes: 1 } number => $"{Describe(number.Range)}, {Bits(number.Range.Bits)}",
        RangeShape vector => $"{Describe(vector.Range)}, {vector.Axes} x {Bits(vector.Range.Bits)}",
        EnumShape { Names.IsFlags: true } flags => $"flags of {Short(flags.TypeName)}, {Bits(flags.Bits)}",
        EnumShape value =>
            $"{Short(value.TypeName)}, {value.Min} to {value.Min + value.MaxWord}, {Bits(value.Bits)}",
        ArrayShape array => $"{array.Length} elements, each {Describe(array.Element)}",
        RecordShape { Record: var record } => $"{Short(record.TypeName)}, {Bits(record.FullBits)}",
        _ => throw new NotSupportedException(shape.GetType().Name),
    };

    private static string Describe(RangeModel range) =>
        $"[{Template.Literal(range.Min)}, {Template.Literal(range.Max)}], step {Template.Literal(range.Step)}";

    public static string Bits(int bits) => bits == 1 ? "1 bit" : $"{bits} bits";

    public static string Short(string typeName) => typeName.Replace("global::", "");
}
