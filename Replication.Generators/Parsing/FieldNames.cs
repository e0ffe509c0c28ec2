using Microsoft.CodeAnalysis.CSharp;

namespace Replication.Generators.Parsing;

/// <summary>Gives the fields of a record names for variables and constants that do not meet.</summary>
internal sealed class FieldNames
{
    // What generated code calls its own variables.
    private static readonly HashSet<string> Reserved =
        ["value", "reader", "writer", "input", "clamped", "fieldName", "i", "j", "k", "l", "m", "n"];

    private readonly HashSet<string> _locals = [];
    private readonly HashSet<string> _prefixes = [];

    /// <summary>The names of the next field.</summary>
    public (string Local, string Prefix) Take(string field)
    {
        string prefix = RecordParser.PrefixOf(field, _prefixes);
        string stem = char.ToLowerInvariant(prefix[0]) + prefix.Substring(1);
        bool isTaken = Reserved.Contains(stem) || SyntaxFacts.GetKeywordKind(stem) != SyntaxKind.None;
        if (isTaken) stem += "Field";
        string local = stem;
        for (int i = 2; Family(local).Any(_locals.Contains); i++) local = $"{stem}{i}";
        _locals.UnionWith(Family(local));
        return (local, prefix);
    }

    // The variables that go with it, as for the elements of a list.
    private static IEnumerable<string> Family(string local) =>
        [local, local + "Value", local + "Count", local + "Items", local + "Item", local + "ItemValue"];
}
