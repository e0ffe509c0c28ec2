using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Costs;
using Replication.Generators.Diagnostics;

namespace Replication.Generators.Analysis;

/// <summary>
/// Says at each component what it costs on the wire, where <c>dotnet_diagnostic.RPL040.severity</c> asks for it. The
/// compiler does not run it otherwise, which is why the budget has an analyzer of its own.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WireCostAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CostDescriptors.WireCost];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        if (CostedComponent.Of(context) is not { Cost: { Fields.Count: > 0 } cost } component) return;
        WireCost update = cost.Update;
        context.ReportDiagnostic(Diagnostic.Create(
            CostDescriptors.WireCost,
            component.Identifier,
            context.Symbol.Name,
            update.Min,
            update.Max,
            update.Typical,
            cost.FullBits,
            string.Join(", ", cost.Fields.Select(Describe))));
    }

    // A flag that only its bit in the mask says takes nothing, and a float always the same.
    private static string Describe(FieldCost field) => field.Update.Min == field.Update.Max
        ? $"{field.Name} {field.Update.Max}"
        : $"{field.Name} {field.Update.Min} to {field.Update.Max} (typically {field.Update.Typical})";
}
