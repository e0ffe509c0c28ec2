using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the description of a component that tools and error messages use.</summary>
internal static class SchemaFieldsEmitter
{
    public static string Emit(ComponentModel component)
    {
        var names = new EnumNames();
        string fields = string.Join(",\n", OfRecord(component.Record, names, path: "", key: "", offset: 0));
        string audience = component.Audience == "Everyone" ? ""
            : $"Audience: {RuntimeNames.Audience}.{component.Audience},";
        string end = component.Profile is null ? ";" : "\n" + Trained(component);
        string list = fields.Length == 0 ? $"Fields: []){end}" : Template.Text($$"""
            Fields:
            [
                {{fields}},
            ]){{end}}
            """);
        return Template.Blocks(names.Emit(), Template.Text($$"""
            public static readonly {{RuntimeNames.Schema}} Schema = new(
                "{{component.FullName}}",
                {{RuntimeNames.Authority}}.{{component.Authority}},
                WordCount: {{component.Record.WordCount}},
                FullBits: {{component.FullBits}},
                Hash: {{SchemaHash.Literal(SchemaHash.Of(component))}},
                {{audience}}
                {{list}}
            """));
    }

    private static IEnumerable<string> OfRecord(
        RecordModel record, EnumNames names, string path, string key, int offset) =>
        record.Fields.SelectMany(field => field.Shape is RecordShape nested
            ? OfRecord(
                nested.Record, names, $"{path}{field.Name}.", $"{key}{KeyOf(field)}.", offset + field.WordOffset)
            : [OfField(field.Shape, names, path + field.Name, offset + field.WordOffset, IdOf(field))
                + KeyIn(path, key, field)]);

    private static string OfField(FieldShape shape, EnumNames names, string path, int offset, string id = "")
    {
        string head = $"new(\"{path}\", {RuntimeNames.FieldKind}.{KindOf(shape)}, "
            + $"{offset}, {shape.WordCount}, {shape.FullBits}";
        string rest = RangeOf(shape) + NamesOf(shape, names) + id;
        if (shape is not ArrayShape array)
            return head.Length + rest.Length <= 100 ? $"{head}{rest})" : $"{head},\n    {rest.Substring(2)})";
        IEnumerable<string> element = array.Element is RecordShape nested
            ? OfRecord(nested.Record, names, path: "", key: "", offset: 0)
            : [OfField(array.Element, names, path: "", offset: 0)];
        return Template.Text($$"""
            {{head}}{{RangeOf(shape)}}, Length: {{array.Length}}, Element:
            [
                {{string.Join(",\n", element)}},
            ]{{id}})
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

    private static string NamesOf(FieldShape shape, EnumNames names)
    {
        EnumModel? model = shape switch
        {
            EnumShape value => value.Names,
            IntegerShape value => value.Names,
            LongShape value => value.Names,
            _ => null,
        };
        return model is null ? "" : $", Enumeration: {names.ConstantOf(model)}";
    }

    // A field's own id is in its key anyway; those of the structs around it are told.
    private static string KeyIn(string path, string key, FieldModel field)
    {
        string own = path == key ? "" : $"Key = \"{key}{KeyOf(field)}\"";
        string parent = field.Shape is ReferenceShape { IsParent: true } ? "IsParent = true" : "";
        string both = string.Join(", ", new[] { own, parent }.Where(static part => part.Length > 0));
        return both.Length == 0 ? "" : $" {{ {both} }}";
    }

    /// <summary>What names a field across versions: its id, or its name where it has none.</summary>
    public static string KeyOf(FieldModel field) => field.Id is { } id ? $"#{id}" : field.Name;

    public static string KindOf(FieldShape shape) => shape switch
    {
        BooleanShape => "Boolean",
        IntegerShape { IsEnum: false } or LongShape { IsEnum: false } => "WholeNumber",
        IntegerShape or LongShape or EnumShape => "Enumeration",
        FloatShape or DoubleShape or RangeShape { Axes: 1, TypeName: "float" or "double" } => "Number",
        RangeShape { Axes: 1 } => "WholeNumber",
        VectorShape or RangeShape => "Vector",
        RotationShape => "Rotation",
        ReferenceShape => "Reference",
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
