using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>Finds structs whose attribute says nothing because they are not replicated.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StrayAttributeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Descriptors.AuthorityWithoutReplicated, Descriptors.AudienceWithoutReplicated];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (context.Symbol is not INamedTypeSymbol { TypeKind: TypeKind.Struct } type) return;
        if (ComponentTraits.IsComponent(type)) return;
        Check(context, KnownNames.AuthorityAttribute, Descriptors.AuthorityWithoutReplicated);
        Check(context, KnownNames.AudienceAttribute, Descriptors.AudienceWithoutReplicated);
    }

    private static void Check(SymbolAnalysisContext context, string attribute, DiagnosticDescriptor descriptor)
    {
        if (SymbolNames.Find(context.Symbol, attribute) is not { } stray) return;
        context.ReportDiagnostic(Diagnostic.Create(
            descriptor, AttributeArguments.NameLocation(stray), context.Symbol.Name));
    }
}
