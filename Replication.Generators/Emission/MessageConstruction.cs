using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes how a message is made of the variables that hold its fields.</summary>
internal static class MessageConstruction
{
    public static string Emit(MessageRecord record)
    {
        var locals = record.Fields.ToDictionary(field => field.Name, field => field.Local);
        string arguments = string.Join(", ", record.Arguments.Select(name => locals[name]));
        MessageFieldModel[] others = [.. record.Fields.Where(field => !record.Arguments.Contains(field.Name))];
        string start = $"value = new {record.TypeName}";
        if (others.Length == 0) return $"{start}({arguments});";
        string constructor = record.Arguments.Count == 0 ? "" : $"({arguments})";
        return Template.Text($$"""
            {{start}}{{constructor}}
            {
                {{Template.Lines(others.Select(field => $"{field.Member} = {field.Local},"))}}
            };
            """);
    }
}
