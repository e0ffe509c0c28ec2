using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Replication.Generators.Costs;
using Replication.Generators.Diagnostics;
using Replication.Generators.Emission;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators;

/// <summary>
/// Writes a codec for every component marked <c>[Replicated]</c> and the assembly's schema table. Symbols go in, an
/// equatable model comes between, and text goes out: a step whose model is the same as before does not run again.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ReplicationGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParseRequest> requests = ComponentSource.Of(context);

        IncrementalValuesProvider<ParseResult> parsed = requests
            .Select(ComponentParser.Parse)
            .Where(static result => result is not null)
            .Select(static (result, _) => result!)
            .WithTrackingName(Steps.Parse);

        IncrementalValuesProvider<ComponentModel> components = parsed
            .Where(static result => result.Component is not null)
            .Select(static (result, _) => result.Component!)
            .WithTrackingName(Steps.Component);

        IncrementalValueProvider<SchemaModel> schema = components
            .Select(static (component, _) => SchemaEntry.Of(component))
            .Collect()
            .Combine(SchemaNamespace.Of(context))
            .Select(static (parts, _) => SchemaModel.Of(parts.Right, parts.Left))
            .WithTrackingName(Steps.Schema);

        IncrementalValuesProvider<DiagnosticInfo> problems = parsed
            .SelectMany(static (result, _) => result.Diagnostics)
            .WithTrackingName(Steps.Problem);

        IncrementalValuesProvider<DiagnosticInfo> surplus = parsed
            .Collect()
            .SelectMany(static (results, _) => ComponentLimit.Check(results))
            .WithTrackingName(Steps.Surplus);

        IncrementalValuesProvider<DiagnosticInfo> strays = requests
            .Select(StrayAuthority.Check)
            .SelectMany(static (diagnostics, _) => diagnostics)
            .WithTrackingName(Steps.StrayAuthority);

        IncrementalValueProvider<ImmutableArray<ComponentCost>> costs = components
            .Combine(WireCostFile.IsWanted(context))
            .Where(static pair => pair.Right)
            .Select(static (pair, _) => ComponentCost.Of(pair.Left))
            .Collect()
            .WithTrackingName(Steps.Cost);

        context.RegisterSourceOutput(components, static (output, component) =>
            output.AddSource(component.HintName, ComponentEmitter.Emit(component)));
        context.RegisterSourceOutput(schema, static (output, model) => SchemaEmitter.AddTo(output, model));
        context.RegisterImplementationSourceOutput(costs, WireCostFile.AddTo);
        context.RegisterSourceOutput(problems, Report);
        context.RegisterSourceOutput(surplus, Report);
        context.RegisterSourceOutput(strays, Report);
    }

    private static void Report(SourceProductionContext output, DiagnosticInfo diagnostic) =>
        output.ReportDiagnostic(diagnostic.ToDiagnostic());

    /// <summary>The names under which the driver's records of the pipeline are found.</summary>
    internal static class Steps
    {
        public const string Parse = nameof(Parse);
        public const string Component = nameof(Component);
        public const string Schema = nameof(Schema);
        public const string Cost = nameof(Cost);
        public const string Problem = nameof(Problem);
        public const string Surplus = nameof(Surplus);
        public const string StrayAuthority = nameof(StrayAuthority);
    }
}
