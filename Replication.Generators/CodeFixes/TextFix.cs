using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Replication.Generators.CodeFixes;

/// <summary>
/// A fix that changes some words of the diagnostic's own document, and so leaves every space and comment around them.
/// </summary>
public abstract class TextFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Document document = context.Document;
        SyntaxNode? root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        SourceText text = await document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            foreach (TextEdit edit in Edits(node, model, text))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        edit.Title,
                        _ => Task.FromResult(document.WithText(text.WithChanges(edit.Changes))),
                        equivalenceKey: edit.Title),
                    diagnostic);
            }
        }
    }

    /// <summary>The edits that a reader may choose from; none where the code is of another shape.</summary>
    /// <param name="node">What the diagnostic is on.</param>
    /// <param name="model">What the code means.</param>
    /// <param name="text">The code.</param>
    private protected abstract IEnumerable<TextEdit> Edits(SyntaxNode node, SemanticModel model, SourceText text);
}

/// <summary>What a fix changes.</summary>
/// <param name="Title">What the editor calls it, the same for all of a kind, so that all can be fixed at once.</param>
/// <param name="Changes">The changes, which do not overlap.</param>
internal readonly record struct TextEdit(string Title, params TextChange[] Changes);
