using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.CodeFixes;

/// <summary>Says of a number without a range that it is sent exactly on purpose.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddExactFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.NoRange.Id];

    private protected override IEnumerable<TextEdit> Edits(SyntaxNode node, SemanticModel model, SourceText text)
    {
        if (node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member) yield break;

        // The attribute belongs on the field that a property stores; a record's parameter has no line of its own.
        if (member is not (BaseFieldDeclarationSyntax or PropertyDeclarationSyntax)) yield break;
        string target = member is PropertyDeclarationSyntax ? "field: " : "";
        string name = AttributeText.NameAt(model, member.SpanStart, KnownNames.ExactAttribute);
        yield return new TextEdit("Add [Exact]", AttributeText.Add(member, target + name, text));
    }
}
