using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>Says why a struct marked <c>[Replicated]</c> gets no codec, as the generator's parser finds.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ComponentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.NotPartial,
        Descriptors.NotUnmanaged,
        Descriptors.UnsupportedType,
        Descriptors.GenericComponent,
        Descriptors.NotWritable,
        Descriptors.BadRange,
        Descriptors.NothingToQuantize,
        Descriptors.BadSmallestThree,
        Descriptors.TooManyFields,
        Descriptors.TooManyWords,
        Descriptors.NotReachable,
        Descriptors.NoRange,
        Descriptors.FieldIdTwice,
        Descriptors.BadFieldId,
        Descriptors.NothingExact,
        Descriptors.BadReference,
        Descriptors.BadParent,
        Descriptors.BadTolerance,
        Descriptors.BadPace,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context) => ComponentParser.Parse(
        (INamedTypeSymbol)context.Symbol,
        context.Compilation,
        new ProblemCollector(context.ReportDiagnostic),
        context.CancellationToken);
}
