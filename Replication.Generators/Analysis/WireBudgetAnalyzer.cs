using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Costs;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>Refuses components whose dearest update is above their <c>[WireBudget]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WireBudgetAnalyzer : DiagnosticAnalyzer
{
    private const int NamedFields = 3;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CostDescriptors.OverBudget];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        if (SymbolNames.Find(context.Symbol, KnownNames.WireBudgetAttribute) is not { } attribute) return;
        if (AttributeArguments.Value<int>(attribute, 0) is not { } budget) return;
        if (CostedComponent.Of(context) is not { Cost: var cost } || cost.Update.Max <= budget) return;
        IEnumerable<string> dearest = cost.Fields
            .OrderByDescending(field => field.Update.Max)
            .Take(NamedFields)
            .Select(field => $"'{field.Name}' with {field.Update.Max}");
        context.ReportDiagnostic(Diagnostic.Create(
            CostDescriptors.OverBudget,
            AttributeArguments.LocationOf(attribute, 0, "bits"),
            context.Symbol.Name,
            cost.Update.Max,
            budget,
            string.Join(", ", dearest)));
    }
}
