using System.Globalization;

namespace Replication.Runtime;

/// <summary>What keeps one build from reading another's components, as lines for whoever has to mend it.</summary>
internal sealed class SchemaDifference
{
    /// <summary>The most lines; what is beyond them is counted.</summary>
    public const int MaxLines = 32;

    private readonly List<string> _lines = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    public void AddAuthority(ComponentSchema here, ComponentSchema there) =>
        Add($"{here.Name}: here authority {here.Authority}, there {there.Authority}");

    public void AddField(ComponentSchema component, FieldSchema here, FieldSchema there)
    {
        string kind = here.Kind == there.Kind ? "" : $"{here.Kind} ", other = kind.Length == 0 ? "" : $"{there.Kind} ";
        Add($"{component.Name}.{here.Name}: here {kind}{Describe(here)}, there {other}{Describe(there)}");
    }

    public void AddUnreadable(ComponentSchema component, FieldSchema field)
    {
        string what = field.Kind == FieldKind.Array ? "an inline array" : "an enum with values beyond 2^53";
        Add($"{component.Name}.{field.Name}: {what} is read only where the whole component is the same");
    }

    public void AddTooMany(ComponentSchema component) =>
        Add($"{component.Name}: there a struct with more than {ChangeMask.MaxCount} fields");

    /// <summary>What a field's words are, as in <c>[-256, 256] step 0.01 (16 bits)</c>.</summary>
    public static string Describe(FieldSchema field)
    {
        string values = field switch
        {
            { Kind: FieldKind.Boolean or FieldKind.Reference } => "",
            { Kind: FieldKind.Rotation } => "smallest three ",
            { Step: > 0 } => $"[{Text(field.Min)}, {Text(field.Max)}] step {Text(field.Step)} ",
            { Min: 0, Max: 0 } => "exact ",
            _ => $"[{Text(field.Min)}, {Text(field.Max)}] exact ",
        };
        string bits = field.Kind is FieldKind.Vector
            ? $"{field.WordCount} x {field.Bits / field.WordCount} bits"
            : field.Bits == 1 ? "1 bit" : $"{field.Bits} bits";
        return $"{values}({bits})";
    }

    public override string ToString() => string.Join(
        '\n', _count > MaxLines ? _lines.Append($"and {_count - MaxLines} more") : _lines);

    private void Add(string line)
    {
        if (_count++ < MaxLines) _lines.Add(line);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
