using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Replication.Generators.Parsing;

/// <summary>The names of symbols in the forms that models carry.</summary>
internal static class SymbolNames
{
    private static readonly SymbolDisplayFormat Full = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat Code =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat Nullable = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>As in <c>Game.Outer.Transform</c>.</summary>
    public static string FullName(ISymbol symbol) => symbol.ToDisplayString(Full);

    /// <summary>As in <c>global::Game.Outer.Transform</c>, or <c>int</c>.</summary>
    public static string TypeName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>As <see cref="TypeName"/>, with the <c>?</c> of its type arguments.</summary>
    public static string NullableTypeName(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Nullable);

    /// <summary>As a reader knows it, for messages.</summary>
    public static string Display(ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>As in <c>Game.@event</c>.</summary>
    public static string InCode(INamespaceSymbol symbol) => symbol.ToDisplayString(Code);

    /// <summary>With an @ where the name is a keyword.</summary>
    public static string InCode(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>An attribute of a symbol, or null. Its short name is compared first: the full one is made up.</summary>
    public static AttributeData? Find(ISymbol symbol, string attribute)
    {
        foreach (AttributeData data in symbol.GetAttributes())
        {
            if (data.AttributeClass is { } type
                && attribute.EndsWith(type.Name, StringComparison.Ordinal)
                && FullName(type) == attribute) return data;
        }

        return null;
    }
}
