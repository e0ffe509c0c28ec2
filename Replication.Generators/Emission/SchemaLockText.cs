using System.Text;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators.Emission;

/// <summary>Writes <c>schema.lock.json</c>, letter for letter as Runtime's SchemaLock does.</summary>
internal static class SchemaLockText
{
    public static string Write(IEnumerable<LockedComponent> components)
    {
        IEnumerable<string> items = components.OrderBy(component => component.Name, StringComparer.Ordinal)
            .Select(Component);
        string head = $"{{\n  \"format\": {SchemaLockParser.Format},\n  \"components\": [\n";
        return $"{head}{string.Join(",\n", items)}\n  ]\n}}\n";
    }

    private static string Component(LockedComponent component)
    {
        string head = $"    {{ \"name\": \"{component.Name}\", \"authority\": \"{component.Authority}\", "
            + $"\"audience\": \"{component.Audience}\", \"fields\": [";
        return component.Fields.Count == 0
            ? head + "] }"
            : $"{head}\n{string.Join(",\n", component.Fields.Select(Field))}\n    ] }}";
    }

    private static string Field(LockedField field)
    {
        var text = new StringBuilder($"      {{ \"name\": \"{field.Name}\"");
        if (field.Key != field.Name) text.Append($", \"key\": \"{field.Key}\"");
        text.Append($", \"kind\": \"{field.Kind}\", \"words\": {field.Words}, \"bits\": {field.Bits}");
        if (field.Min != 0 || field.Max != 0)
            text.Append($", \"min\": {Template.Literal(field.Min)}, \"max\": {Template.Literal(field.Max)}");
        if (field.Step != 0) text.Append($", \"step\": {Template.Literal(field.Step)}");
        return text.Append(" }").ToString();
    }
}
