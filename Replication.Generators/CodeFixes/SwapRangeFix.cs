using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;

namespace Replication.Generators.CodeFixes;

/// <summary>Swaps the ends of a range whose minimum is above its maximum.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SwapRangeFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.BadRange.Id];

    private protected override IEnumerable<TextEdit> Edits(SyntaxNode node, SemanticModel model, SourceText text)
    {
        if (node.FirstAncestorOrSelf<AttributeArgumentListSyntax>() is not { Arguments: { Count: > 1 } arguments })
            yield break;
        ExpressionSyntax min = ArgumentOf(arguments, 0, "min");
        ExpressionSyntax max = ArgumentOf(arguments, 1, "max");
        if (ValueOf(model, min) is not { } low || ValueOf(model, max) is not { } high) yield break;

        // Not low <= high, which is false of a NaN as well.
        if (!(low > high)) yield break;
        yield return new TextEdit(
            "Swap minimum and maximum",
            new TextChange(min.Span, max.ToString()),
            new TextChange(max.Span, min.ToString()));
    }

    private static ExpressionSyntax ArgumentOf(
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments, int index, string name) =>
        (arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == name)
            ?? arguments[index]).Expression;

    private static double? ValueOf(SemanticModel model, ExpressionSyntax expression) =>
        model.GetConstantValue(expression).Value is IConvertible number
            ? number.ToDouble(System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
