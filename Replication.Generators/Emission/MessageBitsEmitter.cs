using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the way of a message's fields to bits and back, one after the other.</summary>
internal static class MessageBitsEmitter
{
    public static string Emit(MessageRecord record)
    {
        string body = Template.Blocks(record.Fields.Select(field => Template.Text($$"""
            {{MessageComments.Line(field)}}
            {{WriteShape(field, field.Shape, $"value.{field.Member}", field.Local, depth: 0)}}
            """)));
        body = record.Fields.Any(field => CanClamp(field.Shape))
            ? Template.Blocks("int clamped = 0;", body, "return clamped;")
            : Template.Blocks(body, "return 0;");
        return Template.Text($$"""
            public static int Write(
                ref {{RuntimeNames.Writer}} writer, in {{record.TypeName}} value)
            {
                {{body}}
            }
            """);
    }

    public static string EmitTwin(MessageRecord record)
    {
        string body = Template.Blocks(record.Fields
            .Select(field => Template.Text($$"""
                {{MessageComments.Line(field)}}
                {{Declare(field, field.Shape, field.Local, field.Local, depth: 0)}}
                """))
            .Append(MessageConstruction.Emit(record)));
        return Template.Text($$"""
            public static void Read(
                ref {{RuntimeNames.Reader}} reader, out {{record.TypeName}} value)
            {
                {{body}}
            }
            """);
    }

    // "stem" is what the variables of the value's parts start with; "depth" counts the loops around it.
    private static string WriteShape(
        MessageFieldModel field, MessageShape shape, string value, string stem, int depth)
    {
        switch (shape)
        {
            case ScalarShape { Field: var scalar }:
                return MessageScalars.Write(scalar, value, field.Prefix);
            case TextShape:
                return Template.Call($"{RuntimeNames.TextCode}.Write",
                    "ref writer", value, $"{field.Prefix}MaxBytes", $"\"{field.Label}\"");
            case NestedShape { Record: var record }:
                string target = record.Fields.Any(inner => CanClamp(inner.Shape)) ? "clamped += " : "";
                string given = record.IsReference ? MessageScalars.Required(field, value) : value;
                return Template.Call($"{target}{record.CodecName}.Write", "ref writer", given);
            case ListShape list:
                return Template.Each(
                    list.Element.TypeName,
                    $"{stem}Item",
                    $"{RuntimeNames.ListCode}.Write(ref writer, {value}, {field.Prefix}MaxCount, \"{field.Label}\")",
                    WriteShape(field, list.Element, $"{stem}Item", $"{stem}Item", depth));
            case InlineShape array:
                // Elements of what a property gives cannot be reached, those of a variable can.
                bool isMember = value.StartsWith("value.", StringComparison.Ordinal);
                string source = isMember ? stem : value;
                string variable = Variable(depth);
                return Template.Statements([
                    isMember ? $"{array.TypeName} {stem} = {value};" : "",
                    Template.Loop(variable, field.Prefix + array.LengthName, WriteShape(
                        field, array.Element, $"{source}[{variable}]", $"{stem}Item", depth + 1)),
                ]);
            case OptionalShape { Inner: var inner }:
                return Template.Text($$"""
                    writer.WriteBit({{value}} is not null);
                    if ({{value}} is { } {{stem}}Value)
                    {
                        {{WriteShape(field, inner, $"{stem}Value", stem, depth)}}
                    }
                    """);
            default:
                throw new NotSupportedException(shape.GetType().Name);
        }
    }

    // Statements after which a new variable has the value.
    private static string Declare(
        MessageFieldModel field, MessageShape shape, string variable, string stem, int depth)
    {
        switch (shape)
        {
            case NestedShape { Record: var record }:
                return $"{record.CodecName}.Read(ref reader, out {record.TypeName} {variable});";
            case ListShape list:
                string index = Variable(depth);
                string create = list.IsArray
                    ? $"var {variable} = new {list.Element.TypeName}[{stem}Count];"
                    : $"var {variable} = new {list.TypeName}({stem}Count);";
                return Template.Text($$"""
                    int {{stem}}Count = {{RuntimeNames.ListCode}}.Read(
                        ref reader, {{field.Prefix}}MaxCount, elementBits: {{Template.Literal(list.Element.MinBits)}});
                    {{create}}
                    {{Template.Loop(index, $"{stem}Count", ReadElement(field, list, variable, stem, depth))}}
                    """);
            case InlineShape array:
                string at = Variable(depth);
                return Template.Text($$"""
                    {{array.TypeName}} {{variable}} = default;
                    {{Template.Loop(at, field.Prefix + array.LengthName, Store(
                        field, array.Element, $"{variable}[{at}]", $"{stem}Item", depth + 1))}}
                    """);
            case OptionalShape { Inner: var inner }:
                return Template.Text($$"""
                    {{shape.TypeName}} {{variable}} = null;
                    if (reader.ReadBit())
                    {
                        {{Assign(field, inner, variable, stem, depth)}}
                    }
                    """);
            default:
                // A cast names the type already.
                bool isCast = shape is ScalarShape { Field: EnumShape };
                return Template.Assign($"{(isCast ? "var" : shape.TypeName)} {variable}", Expression(field, shape));
        }
    }

    private static string ReadElement(
        MessageFieldModel field, ListShape list, string variable, string stem, int depth)
    {
        string element = $"{stem}Item";
        if (list.IsArray) return Store(field, list.Element, $"{variable}[{Variable(depth)}]", element, depth + 1);
        return IsExpression(list.Element)
            ? $"{variable}.Add({Expression(field, list.Element)});"
            : Template.Statements([
                Declare(field, list.Element, element, element, depth + 1), $"{variable}.Add({element});",
            ]);
    }

    // Into a place that has exactly the value's type.
    private static string Store(MessageFieldModel field, MessageShape shape, string place, string stem, int depth)
    {
        if (IsExpression(shape)) return Template.Assign(place, Expression(field, shape));
        if (shape is NestedShape { Record: var record }) return $"{record.CodecName}.Read(ref reader, out {place});";
        if (shape is InlineShape array)
        {
            string at = Variable(depth);
            return Template.Loop(at, field.Prefix + array.LengthName,
                Store(field, array.Element, $"{place}[{at}]", stem, depth + 1));
        }

        return Template.Statements([Declare(field, shape, stem, stem, depth), $"{place} = {stem};"]);
    }

    // Into a variable that may also be null.
    private static string Assign(
        MessageFieldModel field, MessageShape shape, string variable, string stem, int depth) =>
        IsExpression(shape)
            ? Template.Assign(variable, Expression(field, shape))
            : Template.Statements([
                Declare(field, shape, $"{stem}Value", stem, depth), $"{variable} = {stem}Value;",
            ]);

    private static bool IsExpression(MessageShape shape) => shape is ScalarShape or TextShape;

    private static string Expression(MessageFieldModel field, MessageShape shape) => shape is ScalarShape scalar
        ? MessageScalars.Read(scalar.Field, field.Prefix)
        : $"{RuntimeNames.TextCode}.Read(ref reader, {field.Prefix}MaxBytes)";

    private static string Variable(int depth) => ((char)('i' + depth)).ToString();

    private static bool CanClamp(MessageShape shape) => shape switch
    {
        ScalarShape { Field: var scalar } => MessageScalars.CanClamp(scalar),
        ListShape list => CanClamp(list.Element),
        InlineShape array => CanClamp(array.Element),
        OptionalShape optional => CanClamp(optional.Inner),
        NestedShape { Record: var record } => record.Fields.Any(field => CanClamp(field.Shape)),
        _ => false,
    };
}
