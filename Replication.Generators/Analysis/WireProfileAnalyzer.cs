using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators.Diagnostics;
using Replication.Generators.Emission;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>Says which trained wire codes are not used, and why: the generator falls back in silence.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WireProfileAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [ProfileDescriptors.Stale, ProfileDescriptors.Unreadable];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(AnalyzeFile);
        context.RegisterCompilationStartAction(static start =>
        {
            ProfileFile profiles = ProfileParser.ParseAll(start.Options.AdditionalFiles, start.CancellationToken);
            if (profiles.Components.Count == 0) return;
            start.RegisterSymbolAction(symbol => AnalyzeComponent(symbol, profiles), SymbolKind.NamedType);
        });
    }

    private static void AnalyzeFile(AdditionalFileAnalysisContext context)
    {
        AdditionalText file = context.AdditionalFile;
        if (!ProfileParser.IsProfile(file)) return;
        if (ProfileParser.Parse(file, context.CancellationToken).Problem is not { } problem) return;
        context.ReportDiagnostic(Diagnostic.Create(
            ProfileDescriptors.Unreadable,
            Location.Create(file.Path, new TextSpan(0, 0), default),
            Path.GetFileName(file.Path),
            problem));
    }

    private static void AnalyzeComponent(SymbolAnalysisContext context, ProfileFile profiles)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (ComponentParser.DeclarationOf(type, context.CancellationToken) is not { } declaration) return;
        var unheard = new ProblemCollector(report: null);
        ComponentModel? component =
            ComponentParser.Parse(type, context.Compilation, unheard, context.CancellationToken);
        if (component is null || Profiled.Of(component, profiles).Profile is not null) return;
        if (profiles.Components.All(profile => profile.Name != component.FullName)) return;
        context.ReportDiagnostic(Diagnostic.Create(
            ProfileDescriptors.Stale, declaration.Identifier.GetLocation(), type.Name));
    }
}
