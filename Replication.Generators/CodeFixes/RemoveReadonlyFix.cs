using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;

namespace Replication.Generators.CodeFixes;

/// <summary>Removes readonly from a field, and from its struct, which would ask for it again.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveReadonlyFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.NotWritable.Id];

    private protected override IEnumerable<TextEdit> Edits(SyntaxNode node, SemanticModel model, SourceText text)
    {
        if (node.FirstAncestorOrSelf<FieldDeclarationSyntax>() is not { Parent: TypeDeclarationSyntax type } field)
            yield break;
        TextChange[] changes = [.. Removals(type.Modifiers), .. Removals(field.Modifiers)];
        if (changes.Length > 0) yield return new TextEdit("Remove readonly", changes);
    }

    private static IEnumerable<TextChange> Removals(SyntaxTokenList modifiers) =>
        from modifier in modifiers
        where modifier.IsKind(SyntaxKind.ReadOnlyKeyword)
        select new TextChange(TextSpan.FromBounds(modifier.SpanStart, EndOf(modifier)), "");

    // With the space behind it, but not with a comment.
    private static int EndOf(SyntaxToken modifier) => modifier.Span.End
        + modifier.TrailingTrivia.TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
            .Sum(trivia => trivia.FullSpan.Length);
}
