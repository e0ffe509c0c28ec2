using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;
using Replication.Generators.Emission;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>
/// Compares the components with <c>schema.lock.json</c>, where a project has one among its additional files, and says
/// which changes other builds cannot read.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SchemaLockAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [SchemaLockDescriptors.Breaking, SchemaLockDescriptors.Compatible, SchemaLockDescriptors.Unreadable];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(AnalyzeFile);
        context.RegisterCompilationStartAction(static start =>
        {
            SchemaLockModel? found = SchemaLockParser.Find(start.Options.AdditionalFiles, start.CancellationToken);
            if (found is not { Problem: null }) return;
            start.RegisterSymbolAction(symbol => AnalyzeComponent(symbol, found), SymbolKind.NamedType);
        });
    }

    // What has no place in the code: a file that is no lock, and components that are gone.
    private static void AnalyzeFile(AdditionalFileAnalysisContext context)
    {
        string path = context.AdditionalFile.Path;
        if (!SchemaLockParser.IsLock(path) || context.AdditionalFile.GetText(context.CancellationToken) is not { } text)
            return;
        SchemaLockModel found = SchemaLockParser.Parse(text.ToString());
        if (found.Problem is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                SchemaLockDescriptors.Unreadable, LineOf(path, text, ""), Path.GetFileName(path), found.Problem));
        }

        var names = new HashSet<string>(
            ComponentSymbols.Of(context.Compilation.Assembly.GlobalNamespace).Select(SymbolNames.FullName));
        foreach (LockedComponent gone in found.Components.Where(component => !names.Contains(component.Name)))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                SchemaLockDescriptors.Compatible, LineOf(path, text, $"\"{gone.Name}\""), gone.Name, "is gone"));
        }
    }

    private static void AnalyzeComponent(SymbolAnalysisContext context, SchemaLockModel found)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (ComponentParser.DeclarationOf(type, context.CancellationToken) is not { } declaration) return;
        ComponentModel? model = ComponentParser.Parse(
            type, context.Compilation, new ProblemCollector(null), context.CancellationToken);
        if (model is null) return;
        LockedComponent now = LockedFields.Of(model);
        foreach (LockChange change in LockChange.Between(found.Find(now.Name), now))
        {
            Location place = PlaceOf(type, change.Field) ?? declaration.Identifier.GetLocation();
            context.ReportDiagnostic(Diagnostic.Create(
                change.IsBreaking ? SchemaLockDescriptors.Breaking : SchemaLockDescriptors.Compatible,
                place, [.. change.Arguments]));
        }
    }

    // The component's own field, which of a struct's field is the one that holds it.
    private static Location? PlaceOf(INamedTypeSymbol type, string? field) => field is null
        ? null
        : type.GetMembers().OfType<IFieldSymbol>()
            .Where(member => !member.IsStatic && FieldPath.NameOf(member) == field.Split('.')[0])
            .Select(member => (member.AssociatedSymbol ?? member).Locations.FirstOrDefault(place => place.IsInSource))
            .FirstOrDefault();

    private static Location LineOf(string path, SourceText text, string word)
    {
        int start = Math.Max(0, text.ToString().IndexOf(word, StringComparison.Ordinal));
        var span = new TextSpan(start, Math.Min(word.Length, text.Length - start));
        return Location.Create(path, span, text.Lines.GetLinePositionSpan(span));
    }
}
