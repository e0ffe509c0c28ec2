using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.CodeFixes;

/// <summary>
/// Gives a field whose id is taken the next free one. Each surplus field of a struct gets another, also when all are
/// fixed at once and none knows of the others' new ids.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NextFreeIdFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.FieldIdTwice.Id];

    private protected override IEnumerable<TextEdit> Edits(SyntaxNode node, SemanticModel model, SourceText text)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        if (attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration) yield break;
        if (model.GetDeclaredSymbol(declaration) is not INamedTypeSymbol type) yield break;
        if (attribute.ArgumentList?.Arguments.FirstOrDefault() is not { Expression: var written }) yield break;
        AttributeData[] all = [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic)
            .Select(field => SymbolNames.Find(field, KnownNames.FieldIdAttribute)).OfType<AttributeData>()];
        var taken = new HashSet<int>();
        AttributeData[] surplus = [.. all.Where(data => !taken.Add(IdOf(data)))];
        int index = Array.FindIndex(surplus, data => IsAt(data, attribute));

        // Above all others: what is free below may be the id of a field that was removed.
        int free = taken.Max() + 1 + index;
        if (index < 0 || free > KnownNames.MaxFieldId) yield break;
        yield return new TextEdit(
            "Give it the next free id",
            new TextChange(written.Span, free.ToString(CultureInfo.InvariantCulture)));
    }

    private static int IdOf(AttributeData data) => AttributeArguments.Value<int>(data, 0) ?? 0;

    private static bool IsAt(AttributeData data, AttributeSyntax attribute) =>
        data.ApplicationSyntaxReference is { } place
        && place.SyntaxTree == attribute.SyntaxTree && place.Span == attribute.Span;
}
