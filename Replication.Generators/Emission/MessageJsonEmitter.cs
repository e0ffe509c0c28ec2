using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the way of a message's fields to JSON and back.</summary>
internal static class MessageJsonEmitter
{
    public static string Emit(MessageRecord record, EnumNames names)
    {
        string body = Template.Blocks(record.Fields.Select(field => Template.Text($$"""
            writer.WritePropertyName("{{field.Name}}");
            {{WriteShape(field, field.Shape, $"value.{field.Member}", field.Local, depth: 0, names)}}
            """)));
        return Template.Text($$"""
            public static void WriteJson(
                {{RuntimeNames.JsonWriter}} writer, in {{record.TypeName}} value)
            {
                writer.WriteStartObject();

                {{body}}

                writer.WriteEndObject();
            }
            """);
    }

    public static string EmitTwin(MessageRecord record, EnumNames names)
    {
        string variables = Template.Statements(record.Fields.Select(Initial));
        string cases = Template.Lines(record.Fields.Select(field => Template.Text($$"""
            case "{{field.Name}}":
                {{Template.Statements(
                    Store(field, field.Shape, field.Local, field.Local, depth: 0, names), "break;")}}
            """)));
        string known = string.Join(", ", record.Fields.Select(field => field.Name));
        return Template.Text($$"""
            public static void ReadJson(
                ref {{RuntimeNames.JsonInput}} input, out {{record.TypeName}} value)
            {
                {{variables}}
                input.BeginObject();
                while (input.NextField(out string fieldName))
                {
                    switch (fieldName)
                    {
                        {{cases}}
                        default:
                            input.RefuseField("{{known}}");
                            break;
                    }
                }

                {{MessageConstruction.Emit(record)}}
            }
            """);
    }

    /// <summary>What a nested value is where the text leaves it out.</summary>
    public static string EmitEmpty(MessageRecord record) => Template.Text($$"""
        // What it is where JSON leaves it out: all of its fields are left out as well.
        public static {{record.TypeName}} Empty()
        {
            var input = new {{RuntimeNames.JsonInput}}("{}"u8);
            ReadJson(ref input, out {{record.TypeName}} value);
            return value;
        }
        """);

    private static string WriteShape(
        MessageFieldModel field, MessageShape shape, string value, string stem, int depth, EnumNames names)
    {
        switch (shape)
        {
            case ScalarShape { Field: var scalar }:
                return MessageScalars.WriteJson(scalar, value, names);
            case TextShape:
                return Template.Call(
                    $"{RuntimeNames.JsonValue}.Write", "writer", MessageScalars.Required(field, value));
            case NestedShape { Record: var record }:
                string given = record.IsReference ? MessageScalars.Required(field, value) : value;
                return Template.Call($"{record.CodecName}.WriteJson", "writer", given);
            case ListShape list:
                return Template.Statements(
                    "writer.WriteStartArray();",
                    Template.Each(
                        list.Element.TypeName,
                        $"{stem}Item",
                        MessageScalars.Required(field, value),
                        WriteShape(field, list.Element, $"{stem}Item", $"{stem}Item", depth, names)),
                    "writer.WriteEndArray();");
            case InlineShape array:
                bool isMember = value.StartsWith("value.", StringComparison.Ordinal);
                string source = isMember ? stem : value;
                string variable = Variable(depth);
                return Template.Statements([
                    isMember ? $"{array.TypeName} {stem} = {value};" : "",
                    "writer.WriteStartArray();",
                    Template.Loop(variable, field.Prefix + array.LengthName, WriteShape(
                        field, array.Element, $"{source}[{variable}]", $"{stem}Item", depth + 1, names)),
                    "writer.WriteEndArray();",
                ]);
            case OptionalShape { Inner: var inner }:
                return Template.Text($$"""
                    if ({{value}} is { } {{stem}}Value)
                    {
                        {{WriteShape(field, inner, $"{stem}Value", stem, depth, names)}}
                    }
                    else
                    {
                        writer.WriteNullValue();
                    }
                    """);
            default:
                throw new NotSupportedException(shape.GetType().Name);
        }
    }

    private static string Initial(MessageFieldModel field)
    {
        string variable = $"{field.Shape.TypeName} {field.Local}";
        if (field.Shape is not InlineShape array) return $"{variable} = {Empty(field.Shape)};";
        return Template.Statements([$"{variable} = default;", Fill(field, array, field.Local, depth: 0)]);
    }

    // Elements whose default would be a null that nobody may write.
    private static string Fill(MessageFieldModel field, InlineShape array, string place, int depth)
    {
        string element = $"{place}[{Variable(depth)}]";
        string body = array.Element is InlineShape inner ? Fill(field, inner, element, depth + 1)
            : array.Element is TextShape or NestedShape ? $"{element} = {Empty(array.Element)};"
            : "";
        return body.Length == 0 ? "" : Template.Loop(Variable(depth), field.Prefix + array.LengthName, body);
    }

    private static string Empty(MessageShape shape) => shape switch
    {
        TextShape => "\"\"",
        ListShape => "[]",
        OptionalShape => "null",
        NestedShape { Record: var record } => $"{record.CodecName}.Empty()",
        _ => "default",
    };

    private static string Store(
        MessageFieldModel field, MessageShape shape, string place, string stem, int depth, EnumNames names)
    {
        switch (shape)
        {
            case ScalarShape { Field: var scalar }:
                return Template.Assign(place, MessageScalars.ReadJson(scalar, field.Prefix, names));
            case TextShape:
                return $"{place} = input.ReadText({field.Prefix}MaxBytes);";
            case NestedShape { Record: var record }:
                return $"{record.CodecName}.ReadJson(ref input, out {place});";
            case ListShape list:
                return Template.Text($$"""
                    var {{stem}}Items = new {{RuntimeNames.List}}<{{list.Element.TypeName}}>();
                    input.BeginArray();
                    while (input.NextElement({{field.Prefix}}MaxCount))
                    {
                        {{ReadElement(field, list.Element, stem, depth, names)}}
                    }

                    {{place}} = {{(list.IsArray ? $"[.. {stem}Items]" : $"{stem}Items")}};
                    """);
            case InlineShape array:
                string variable = Variable(depth);
                return Template.Text($$"""
                    input.BeginArray();
                    for (int {{variable}} = 0; input.NextElement({{field.Prefix}}{{array.LengthName}}); {{variable}}++)
                    {
                        {{Store(field, array.Element, $"{place}[{variable}]", $"{stem}Item", depth + 1, names)}}
                    }
                    """);
            case OptionalShape { Inner: var inner }:
                return Template.Text($$"""
                    {{place}} = null;
                    if (!input.TryReadNull())
                    {
                        {{StorePresent(field, inner, place, stem, depth, names)}}
                    }
                    """);
            default:
                throw new NotSupportedException(shape.GetType().Name);
        }
    }

    private static string ReadElement(
        MessageFieldModel field, MessageShape element, string stem, int depth, EnumNames names)
    {
        if (element is ScalarShape scalar)
            return $"{stem}Items.Add({MessageScalars.ReadJson(scalar.Field, field.Prefix, names)});";
        return Template.Statements(
            Declare(field, element, $"{stem}Item", $"{stem}Item", depth, names), $"{stem}Items.Add({stem}Item);");
    }

    private static string StorePresent(
        MessageFieldModel field, MessageShape inner, string place, string stem, int depth, EnumNames names) =>
        inner is NestedShape or InlineShape
            ? Template.Statements(
                Declare(field, inner, $"{stem}Value", stem, depth, names), $"{place} = {stem}Value;")
            : Store(field, inner, place, stem, depth, names);

    // Statements after which a new variable has the value.
    private static string Declare(
        MessageFieldModel field, MessageShape shape, string variable, string stem, int depth, EnumNames names)
    {
        string declaration = $"{shape.TypeName} {variable}";
        return shape switch
        {
            TextShape => $"{declaration} = input.ReadText({field.Prefix}MaxBytes);",
            NestedShape { Record: var record } => $"{record.CodecName}.ReadJson(ref input, out {declaration});",
            OptionalShape => Template.Statements($"{declaration};", Store(field, shape, variable, stem, depth, names)),
            _ => Template.Statements(
                $"{declaration} = {Empty(shape)};", Store(field, shape, variable, stem, depth, names)),
        };
    }

    private static string Variable(int depth) => ((char)('i' + depth)).ToString();
}
