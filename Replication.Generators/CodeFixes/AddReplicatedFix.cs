using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.CodeFixes;

/// <summary>Makes a component, which must be partial, of a struct that has an attribute for one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddReplicatedFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [Descriptors.AuthorityWithoutReplicated.Id, Descriptors.AudienceWithoutReplicated.Id];

    private protected override IEnumerable<TextEdit> Edits(SyntaxNode node, SemanticModel model, SourceText text)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) yield break;
        string name = AttributeText.NameAt(model, type.SpanStart, KnownNames.ReplicatedAttribute);
        TextChange attribute = AttributeText.Add(type, name, text);
        yield return type.Modifiers.Any(SyntaxKind.PartialKeyword)
            ? new TextEdit("Add [Replicated]", attribute)
            : new TextEdit(
                "Add [Replicated]", attribute, new TextChange(new TextSpan(type.Keyword.SpanStart, 0), "partial "));
    }
}
