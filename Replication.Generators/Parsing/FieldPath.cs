using Microsoft.CodeAnalysis;

namespace Replication.Generators.Parsing;

/// <summary>Where in a component the parser is: the fields from the component down, for messages.</summary>
internal sealed class FieldPath(INamedTypeSymbol component, Compilation compilation)
{
    private readonly List<IFieldSymbol> _fields = [];

    /// <summary>The place of the innermost field that this compilation declares, or of the component.</summary>
    public Location? Place => Enumerable.Reverse(_fields).Select(PlaceOf).FirstOrDefault(place => place is not null)
        ?? PlaceOf(component);

    /// <summary>Whether this compilation declares the innermost field, so that advice can be acted on.</summary>
    public bool IsDeclaredHere => _fields.Count > 0 && PlaceOf(_fields[_fields.Count - 1]) is not null;

    public void Enter(IFieldSymbol field) => _fields.Add(field);

    public void Leave() => _fields.RemoveAt(_fields.Count - 1);

    /// <summary>
    /// Where a symbol is in this compilation; null for what another assembly declares, even if it has a place as a
    /// tuple's field has one.
    /// </summary>
    public Location? PlaceOf(ISymbol symbol) => IsForeign(symbol) ? null : symbol.Locations.FirstOrDefault(IsHere);

    /// <summary>Whether another assembly declares a symbol, even one whose sources the editor has at hand.</summary>
    public bool IsForeign(ISymbol symbol) =>
        !SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);

    /// <summary>Whether a place is in this compilation: a referenced project's sources are not.</summary>
    public bool IsHere(Location? place) => place?.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree);

    /// <summary>As in <c>Aim.Target</c>.</summary>
    public override string ToString() => string.Join(".", _fields.Select(NameOf));

    /// <summary>A field's name as its author knows it: that of the property that it stores, if it does.</summary>
    public static string NameOf(IFieldSymbol field) => (field.AssociatedSymbol ?? field).Name;
}
