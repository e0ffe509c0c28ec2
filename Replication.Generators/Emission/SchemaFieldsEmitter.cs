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
        string traits = Traits(component);
        string end = traits.Length == 0 ? ";" : "\n" + traits;
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
                + InitIn(path, key, field)]);

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

    // What the schema says beside the fields; empty where there is nothing to say.
    private static string Traits(ComponentModel component)
    {
        var lines = new List<string>();
        if (component.Rate > 0) lines.Add($"Rate = {Template.Literal(component.Rate)},");
        if (component.Priority > 0) lines.Add($"Priority = {Template.Literal(component.Priority)},");
        if (component.Profile is { } profile)
        {
            bool isPredicted = profile.Delta.Words.Any(static word => word.Prediction == "Linear");
            lines.Add($"IsPredicted = {(isPredicted ? "true" : "false")},");
            lines.Add($"LayoutHash = {SchemaHash.Literal(SchemaHash.OfLayout(component))},");
            lines.Add("Trained = new(DeltaCodes.Schema, FullCodes.Schema, FullCodes.Typical),");
        }

        return lines.Count == 0 ? "" : Template.Text($$"""
            {
                {{string.Join("\n", lines)}}
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
    private static string InitIn(string path, string key, FieldModel field)
    {
        string[] parts =
        [
            path == key ? "" : $"Key = \"{key}{KeyOf(field)}\"",
            field.Shape is ReferenceShape { IsParent: true } ? "IsParent = true" : "",
            field.Tolerance > 0 ? $"Tolerance = {Template.Literal(field.Tolerance)}" : "",
        ];
        string init = string.Join(", ", parts.Where(static part => part.Length > 0));
        return init.Length == 0 ? "" : $" {{ {init} }}";
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
