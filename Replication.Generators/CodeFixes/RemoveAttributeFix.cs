using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;

namespace Replication.Generators.CodeFixes;

/// <summary>Removes an attribute that has no use where it stands.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveAttributeFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        Descriptors.UselessRange.Id,
        Descriptors.NothingExact.Id,
        Descriptors.BadTolerance.Id,
        Descriptors.AuthorityWithoutReplicated.Id,
        Descriptors.AudienceWithoutReplicated.Id,
    ];

    private protected override IEnumerable<TextEdit> Edits(SyntaxNode node, SemanticModel model, SourceText text)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        yield return new TextEdit($"Remove [{attribute.Name}]", AttributeText.Remove(attribute));
    }
}
