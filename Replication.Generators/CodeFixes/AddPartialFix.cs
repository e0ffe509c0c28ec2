using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;

namespace Replication.Generators.CodeFixes;

/// <summary>Makes a component, or a type around it, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddPartialFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.NotPartial.Id];

    private protected override IEnumerable<TextEdit> Edits(SyntaxNode node, SemanticModel model, SourceText text)
    {
        if (node is not TypeDeclarationSyntax type) yield break;
        yield return new TextEdit(
            "Make it partial", new TextChange(new TextSpan(type.Keyword.SpanStart, 0), "partial "));
    }
}
