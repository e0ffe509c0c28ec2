using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;
using Replication.Generators.Emission;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators.CodeFixes;

/// <summary>Writes every component as it is now into <c>schema.lock.json</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AcceptSchemaLockFix : CodeFixProvider
{
    private const string Title = "Accept into schema.lock.json";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [SchemaLockDescriptors.Breaking.Id, SchemaLockDescriptors.Compatible.Id];

    /// <inheritdoc/>
    /// <remarks>None: one fix accepts all there is.</remarks>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Project project = context.Document.Project;
        TextDocument? file = project.AdditionalDocuments.FirstOrDefault(
            document => SchemaLockParser.IsLock(document.FilePath ?? document.Name));
        if (file is null) return Task.CompletedTask;
        context.RegisterCodeFix(
            CodeAction.Create(Title, cancellation => AcceptAsync(project, file, cancellation), equivalenceKey: Title),
            context.Diagnostics);
        return Task.CompletedTask;
    }

    private static async Task<Solution> AcceptAsync(
        Project project, TextDocument file, CancellationToken cancellation)
    {
        Compilation? compilation = await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        if (compilation is null) return project.Solution;
        SourceText before = await file.GetTextAsync(cancellation).ConfigureAwait(false);
        SchemaLockModel locked = SchemaLockParser.Parse(before.ToString());
        var components = new List<LockedComponent>();
        foreach (INamedTypeSymbol type in ComponentSymbols.Of(compilation.Assembly.GlobalNamespace))
        {
            ComponentModel? model =
                ComponentParser.Parse(type, compilation, new ProblemCollector(null), cancellation);

            // One that does not compile just now keeps what was accepted of it.
            LockedComponent? component = model is null
                ? locked.Find(SymbolNames.FullName(type))
                : LockedFields.Of(model);
            if (component is not null) components.Add(component);
        }

        return project.Solution.WithAdditionalDocumentText(
            file.Id, SourceText.From(SchemaLockText.Write(components), before.Encoding));
    }
}
