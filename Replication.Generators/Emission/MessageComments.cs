using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Says in words what a field of a message is, for the comment above its code and for tools.</summary>
internal static class MessageComments
{
    /// <summary>As in <c>// Text: string of at most 200 bytes; 8 to 1608 bits</c>.</summary>
    public static string Line(MessageFieldModel field) => $"// {field.Name}: {Holds(field.Shape)}";

    /// <summary>As in <c>string of at most 200 bytes; 8 to 1608 bits</c>.</summary>
    public static string Holds(MessageShape shape)
    {
        if (shape is ScalarShape scalar) return FieldComments.Describe(scalar.Field);
        return shape.MinBits == shape.MaxBits
            ? $"{Describe(shape)}; {FieldComments.Bits((int)shape.MinBits)}"
            : $"{Describe(shape)}; {shape.MinBits} to {shape.MaxBits} bits";
    }

    private static string Describe(MessageShape shape) => shape switch
    {
        ScalarShape scalar => FieldComments.Describe(scalar.Field),
        TextShape text => $"string of at most {text.MaxBytes} bytes",
        ListShape list => $"at most {list.MaxCount} elements, each {Describe(list.Element)}",
        InlineShape array => $"{array.Length} elements, each {Describe(array.Element)}",
        OptionalShape optional => $"optional {Describe(optional.Inner)}",
        _ => FieldComments.Short(shape.TypeName),
    };
}
