using System.Globalization;
using System.Text;

namespace Replication.Runtime;

/// <summary>
/// A schema as the text of <c>schema.lock.json</c>: a line for each component and field, to be committed with the code.
/// As an additional file of the project it lets the analyzer say which changes other builds cannot read (RPL050 to
/// RPL052).
/// </summary>
public static class SchemaLock
{
    /// <summary>The version of the format.</summary>
    public const int Format = 1;

    /// <summary>The text of a schema: the same schema gives the same text, whatever the order of its fields.</summary>
    /// <param name="schema">The components of one assembly, as its <c>ReplicationSchema.Table</c> has them.</param>
    /// <returns>JSON, components and fields by name, lines ended by <c>\n</c>. Allocates.</returns>
    public static string Write(SchemaTable schema)
    {
        var components = new List<string>();
        foreach (ComponentCodec codec in schema.Codecs) components.Add(Component(codec.Schema));
        return $"{{\n  \"format\": {Format},\n  \"components\": [\n{string.Join(",\n", components)}\n  ]\n}}\n";
    }

    private static string Component(ComponentSchema component)
    {
        string head = $"    {{ \"name\": \"{component.Name}\", \"authority\": \"{component.Authority}\", "
            + $"\"audience\": \"{component.Audience}\", \"fields\": [";
        IEnumerable<string> fields = component.Fields.OrderBy(static field => field.Name, StringComparer.Ordinal)
            .Select(Field);
        return component.Fields.Count == 0 ? head + "] }" : $"{head}\n{string.Join(",\n", fields)}\n    ] }}";
    }

    private static string Field(FieldSchema field)
    {
        var text = new StringBuilder($"      {{ \"name\": \"{field.Name}\"");
        if (field.Key != field.Name) text.Append(CultureInfo.InvariantCulture, $", \"key\": \"{field.Key}\"");
        text.Append(CultureInfo.InvariantCulture, $", \"kind\": \"{field.Kind}\", \"words\": {field.WordCount}");
        text.Append(CultureInfo.InvariantCulture, $", \"bits\": {field.Bits}");
        if (field.Min != 0 || field.Max != 0)
            text.Append(CultureInfo.InvariantCulture, $", \"min\": {field.Min:R}, \"max\": {field.Max:R}");
        if (field.Step != 0) text.Append(CultureInfo.InvariantCulture, $", \"step\": {field.Step:R}");
        return text.Append(" }").ToString();
    }
}
