using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Replication.Generators.Parsing;

/// <summary>
/// A struct that may be a component, and where to look it up. Equal while its meaning is, in whichever compilation.
/// </summary>
/// <param name="declaration">The part of it that has attributes.</param>
/// <param name="surroundings">Equal while everything that the struct depends on is declared as it was.</param>
/// <param name="settings">The rest that it depends on, and the compilation.</param>
internal sealed class ParseRequest(TypeDeclarationSyntax declaration, ulong surroundings, ProjectSettings settings)
    : IEquatable<ParseRequest>
{
    private readonly ulong _surroundings = surroundings;
    private readonly ProjectSettings _settings = settings;

    public TypeDeclarationSyntax Declaration { get; } = declaration;

    /// <summary>The compilation, which lives as long as the run that this is new in; later null.</summary>
    public Compilation? Compilation => _settings.Compilation;

    /// <summary>The struct, while this is new.</summary>
    public INamedTypeSymbol? SymbolOf(CancellationToken cancellation) =>
        Compilation?.GetSemanticModel(Declaration.SyntaxTree).GetDeclaredSymbol(Declaration, cancellation)
            as INamedTypeSymbol;

    /// <summary>An attribute of the struct that is written on this part of it; null where it has none.</summary>
    public AttributeData? FindHere(INamedTypeSymbol type, string attribute) =>
        SymbolNames.Find(type, attribute) is { ApplicationSyntaxReference: { } place } found
            && place.SyntaxTree == Declaration.SyntaxTree && Declaration.Span.Contains(place.Span)
            ? found
            : null;

    public bool Equals(ParseRequest? other) => other is not null
        && Declaration == other.Declaration
        && _surroundings == other._surroundings
        && _settings.Equals(other._settings);

    public override bool Equals(object? obj) => Equals(obj as ParseRequest);

    public override int GetHashCode() => Declaration.GetHashCode();
}
