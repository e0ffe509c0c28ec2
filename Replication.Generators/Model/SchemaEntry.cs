namespace Replication.Generators.Model;

/// <summary>What the assembly's schema table needs of a component and no more, so that it changes seldom.</summary>
/// <param name="FullName">As in <c>Game.Transform</c>.</param>
/// <param name="TypeName">The same from <c>global::</c> on.</param>
/// <param name="WordCount">Its words in a row.</param>
/// <param name="FullBits">What a full send costs, in bits.</param>
internal sealed record SchemaEntry(string FullName, string TypeName, int WordCount, int FullBits)
{
    public static SchemaEntry Of(ComponentModel component) => new(
        component.FullName, component.Record.TypeName, component.Record.WordCount, component.FullBits);
}

/// <summary>The assembly's schema table.</summary>
/// <param name="Namespace">Where it is declared; empty for the global namespace.</param>
/// <param name="Entries">The components by slot: in ordinal order of their names.</param>
internal sealed record SchemaModel(string Namespace, EquatableArray<SchemaEntry> Entries)
{
    public static SchemaModel Of(string namespaceName, IEnumerable<SchemaEntry> entries) => new(
        namespaceName,
        entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToEquatableArray());
}
