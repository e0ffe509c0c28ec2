using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Replication.Generators.Parsing;

/// <summary>
/// A struct that may be a component, and the project to look it up in. Equal while its meaning is, in whichever
/// version of the project.
/// </summary>
/// <param name="declaration">The part of it that has attributes.</param>
/// <param name="surroundings">Equal while everything that the struct depends on is declared as it was.</param>
/// <param name="project">Where it is.</param>
internal sealed class ParseRequest(TypeDeclarationSyntax declaration, ulong surroundings, ProjectSnapshot project)
    : IEquatable<ParseRequest>
{
    private readonly ulong _surroundings = surroundings;
    private readonly ProjectSnapshot _project = project;

    public TypeDeclarationSyntax Declaration { get; } = declaration;

    /// <summary>The compilation, which lives as long as the run that this is new in; later null.</summary>
    public Compilation? Compilation => _project.Compilation;

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
        && _project.HasSettingsOf(other._project);

    public override bool Equals(object? obj) => Equals(obj as ParseRequest);

    public override int GetHashCode() => Declaration.GetHashCode();
}
