using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the description of a component that tools and error messages use.</summary>
internal static class SchemaFieldsEmitter
{
    public static string Emit(ComponentModel component)
    {
        string fields = string.Join(",\n", OfRecord(component.Record, path: "", key: "", offset: 0));
        string audience = component.Audience == "Everyone" ? ""
            : $"Audience: {RuntimeNames.Audience}.{component.Audience},";
        string end = component.Profile is null ? ";" : "\n" + Trained(component);
        string list = fields.Length == 0 ? $"Fields: []){end}" : Template.Text($$"""
            Fields:
            [
                {{fields}},
            ]){{end}}
            """);
        return Template.Text($$"""
            public static readonly {{RuntimeNames.Schema}} Schema = new(
                "{{component.FullName}}",
                {{RuntimeNames.Authority}}.{{component.Authority}},
                WordCount: {{component.Record.WordCount}},
                FullBits: {{component.FullBits}},
                Hash: {{SchemaHash.Literal(SchemaHash.Of(component))}},
                {{audience}}
                {{list}}
            """);
    }

    private static string Trained(ComponentModel component)
    {
        bool isPredicted = component.Profile!.Delta.Words.Any(static word => word.Prediction == "Linear");
        return Template.Text($$"""
            {
                IsPredicted = {{(isPredicted ? "true" : "false")}},
                LayoutHash = {{SchemaHash.Literal(SchemaHash.OfLayout(component))}},
                Trained = new(DeltaCodes.Schema, FullCodes.Schema, FullCodes.Typical),
            };
            """);
    }

    private static IEnumerable<string> OfRecord(RecordModel record, string path, string key, int offset) =>
        record.Fields.SelectMany(field => field.Shape is RecordShape nested
            ? OfRecord(nested.Record, $"{path}{field.Name}.", $"{key}{KeyOf(field)}.", offset + field.WordOffset)
            : [OfField(field, path, key, offset + field.WordOffset)]);

    private static string OfField(FieldModel field, string path, string key, int offset)
    {
        FieldShape shape = field.Shape;
        string text = $"new(\"{path}{field.Name}\", {RuntimeNames.FieldKind}.{KindOf(shape)}, "
            + $"{offset}, {shape.WordCount}, {shape.FullBits}{RangeOf(shape)}{IdOf(field)})";

        // A field's own id is in the key anyway; those of the structs around it are told.
        return path == key ? text : $"{text} {{ Key = \"{key}{KeyOf(field)}\" }}";
    }

    /// <summary>What names a field across versions: its id, or its name where it has none.</summary>
    public static string KeyOf(FieldModel field) => field.Id is { } id ? $"#{id}" : field.Name;

    public static string KindOf(FieldShape shape) => shape switch
    {
        BooleanShape => "Boolean",
        IntegerShape or LongShape { IsEnum: false } => "WholeNumber",
        LongShape or EnumShape => "Enumeration",
        FloatShape or DoubleShape or RangeShape { Axes: 1, TypeName: "float" or "double" } => "Number",
        RangeShape { Axes: 1 } => "WholeNumber",
        VectorShape or RangeShape => "Vector",
        RotationShape => "Rotation",
        ArrayShape => "Array",
        _ => "Struct",
    };

    private static string IdOf(FieldModel field) => field.Id is { } id ? $", Id: {id}" : "";

    private static string RangeOf(FieldShape shape) => shape switch
    {
        RangeShape { Range: var range } =>
            $", {Template.Literal(range.Min)}, {Template.Literal(range.Max)}, {Template.Literal(range.Step)}",
        EnumShape value => $", {value.Min}, {value.Min + value.MaxWord}, 1",
        IntegerShape { IsEnum: false, TypeName: var type } => $", {type}.MinValue, {type}.MaxValue",
        LongShape { IsEnum: false, TypeName: var type } => $", {type}.MinValue, {type}.MaxValue",
        ArrayShape array => RangeOf(array.Element),
        _ => "",
    };
}
