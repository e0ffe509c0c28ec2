using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Host.Mef;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Applies code fixes to source text, as an editor would.</summary>
internal static class CodeFixHost
{
    /// <summary>The titles of what a provider offers for the first diagnostic of an id, in its order.</summary>
    public static async Task<string[]> Titles(CodeFixProvider provider, string id, string source)
    {
        using var workspace = new AdhocWorkspace(MefHostServices.DefaultHost);
        Document document = DocumentOf(workspace, source);
        Diagnostic[] found = await Diagnose(document, id);
        return [.. (await Offers(provider, document, found[0])).Select(action => action.Title)];
    }

    /// <summary>The source after a fix of the first diagnostic of an id: the first offered, or by title.</summary>
    public static async Task<string> Fix(CodeFixProvider provider, string id, string source, string? title = null)
    {
        using var workspace = new AdhocWorkspace(MefHostServices.DefaultHost);
        Document document = DocumentOf(workspace, source);
        Diagnostic[] found = await Diagnose(document, id);
        CodeAction action = (await Offers(provider, document, found[0]))
            .First(candidate => title is null || candidate.Title == title);
        return await Apply(action, document);
    }

    /// <summary>The source after all diagnostics of an id were fixed at once.</summary>
    public static async Task<string> FixAll(CodeFixProvider provider, string id, string source, string? title = null)
    {
        using var workspace = new AdhocWorkspace(MefHostServices.DefaultHost);
        Document document = DocumentOf(workspace, source);
        Diagnostic[] found = await Diagnose(document, id);
        title ??= (await Offers(provider, document, found[0]))[0].EquivalenceKey;
        var context = new FixAllContext(
            document, provider, FixAllScope.Document, title, [id], new Found(found), CancellationToken.None);
        CodeAction? action = await provider.GetFixAllProvider()!.GetFixAsync(context);
        return await Apply(action!, document);
    }

    private static Document DocumentOf(AdhocWorkspace workspace, string source)
    {
        Compilation like = GeneratorHost.Compile();
        ProjectId id = ProjectId.CreateNewId();
        return workspace
            .AddProject(ProjectInfo.Create(
                id, VersionStamp.Default, "Game", "Game", LanguageNames.CSharp,
                compilationOptions: like.Options,
                parseOptions: GeneratorHost.Parse(source).Options,
                metadataReferences: like.References))
            .AddDocument("Source.cs", source);
    }

    private static async Task<Diagnostic[]> Diagnose(Document document, string id)
    {
        Compilation? compilation = await document.Project.GetCompilationAsync();
        Diagnostic[] found = [.. GeneratorHost.Analyze(compilation!).Where(diagnostic => diagnostic.Id == id)];
        Assert.NotEmpty(found);
        return found;
    }

    private static async Task<List<CodeAction>> Offers(
        CodeFixProvider provider, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        Assert.Contains(diagnostic.Id, provider.FixableDiagnosticIds);
        await provider.RegisterCodeFixesAsync(new CodeFixContext(
            document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    private static async Task<string> Apply(CodeAction action, Document document)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    private sealed class Found(Diagnostic[] diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document, CancellationToken cancellationToken) => Task.FromResult(diagnostics.AsEnumerable());

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(
            Project project, CancellationToken cancellationToken) => Task.FromResult(Enumerable.Empty<Diagnostic>());

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(
            Project project, CancellationToken cancellationToken) => Task.FromResult(diagnostics.AsEnumerable());
    }
}
