using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Costs;
using Replication.Generators.Diagnostics;
using Replication.Generators.Emission;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>The component that an analyzer was called for.</summary>
/// <param name="Cost">What it costs.</param>
/// <param name="Identifier">Where it is declared.</param>
internal sealed record CostedComponent(ComponentCost Cost, Location Identifier)
{
    /// <summary>The component; null where the struct is none, or one with problems, which others report.</summary>
    public static CostedComponent? Of(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (ComponentParser.DeclarationOf(type, context.CancellationToken) is not { } declaration) return null;
        var unheard = new ProblemCollector(report: null);
        return ComponentParser.Parse(type, context.Compilation, unheard, context.CancellationToken) is { } component
            ? new CostedComponent(
                ComponentCost.Of(Profiled.Of(component, ProfilesOf(context))), declaration.Identifier.GetLocation())
            : null;
    }

    // An analyzer of costs runs only where one is asked for, so the file is read for each component again.
    private static ProfileFile ProfilesOf(SymbolAnalysisContext context) =>
        ProfileParser.ParseAll(context.Options.AdditionalFiles, context.CancellationToken);
}
