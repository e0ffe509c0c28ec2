using System.Text;
using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the description of a message that tables, tools and error messages use.</summary>
internal static class MessageSchemaEmitter
{
    public static string Emit(MessageModel message)
    {
        string fields = string.Join(",\n", message.Record.Fields.Select(field =>
            $"new(\"{field.Name}\", \"{MessageComments.Holds(field.Shape)}\", "
                + $"{Template.Literal(field.Shape.MaxBits)})"));
        string list = fields.Length == 0 ? "Fields: []);" : Template.Text($$"""
            Fields:
            [
                {{fields}},
            ]);
            """);
        return Template.Text($$"""
            public static readonly {{RuntimeNames.MessageSchema}} Schema = new(
                "{{message.FullName}}",
                {{RuntimeNames.Runtime}}MessageKind.{{message.Route.Kind}},
                Id: {{Id(message)}},
                Channel: {{message.Route.Channel}},
                {{RuntimeNames.Runtime}}Reliability.{{message.Route.Reliability}},
                MaxBits: {{Template.Literal(message.Record.MaxBits)}},
                Hash: {{SchemaHash.Literal(SchemaHash.Of(CanonicalText(message)))}},
                {{list}}
            """);
    }

    /// <summary>One line for the message and one for each field, those of a type within indented below it.</summary>
    public static string CanonicalText(MessageModel message)
    {
        var text = new StringBuilder();
        text.Append($"codes {SchemaHash.CodesVersion}\nmessage {message.FullName} {message.Route.Kind} ");
        text.Append($"{Id(message)} {message.Route.Channel} {message.Route.Reliability}\n");
        AppendRecord(text, message.Record, depth: 1);
        return text.ToString();
    }

    private static string Id(MessageModel message) => message.Route.Id == 0 ? "0" : $"0x{message.Route.Id:X4}";

    private static void AppendRecord(StringBuilder text, MessageRecord record, int depth)
    {
        foreach (MessageFieldModel field in record.Fields)
        {
            text.Append(' ', depth).Append(field.Name).Append(' ');
            AppendShape(text, field.Shape, depth);
        }
    }

    private static void AppendShape(StringBuilder text, MessageShape shape, int depth)
    {
        switch (shape)
        {
            case ScalarShape { Field: var scalar }:
                SchemaHash.AppendShape(text, scalar, depth);
                break;
            case TextShape { MaxBytes: var max }:
                text.Append($"text {Template.Literal(max)}\n");
                break;
            case ListShape list:
                text.Append($"list {Template.Literal(list.MaxCount)} of ");
                AppendShape(text, list.Element, depth);
                break;
            case InlineShape array:
                text.Append($"array {Template.Literal(array.Length)} of ");
                AppendShape(text, array.Element, depth);
                break;
            case OptionalShape { Inner: var inner }:
                text.Append("optional ");
                AppendShape(text, inner, depth);
                break;
            case NestedShape { Record: var record }:
                text.Append("record\n");
                AppendRecord(text, record, depth + 1);
                break;
            default:
                throw new NotSupportedException(shape.GetType().Name);
        }
    }
}
