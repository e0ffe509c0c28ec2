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
/// It says nothing: what is wrong with a component is the analyzers' to report, from the same parser.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ReplicationGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ProfileFile> profiles = context.AdditionalTextsProvider
            .Where(ProfileParser.IsProfile)
            .Select(ProfileParser.Parse)
            .Collect()
            .Select(static (files, _) => ProfileFile.Join(files))
            .WithTrackingName(Steps.Profile);

        IncrementalValuesProvider<ComponentModel> components = ComponentSource.Of(context)
            .Select(ComponentParser.Parse)
            .WithTrackingName(Steps.Parse)
            .Where(static component => component is not null)
            .Select(static (component, _) => component!)
            .Combine(profiles)
            .Select(static (parts, _) => Profiled.Of(parts.Left, parts.Right))
            .WithTrackingName(Steps.Component);

        IncrementalValueProvider<SchemaModel> schema = components
            .Select(static (component, _) => SchemaEntry.Of(component))
            .Collect()
            .Combine(SchemaNamespace.Of(context))
            .Select(static (parts, _) => SchemaModel.Of(parts.Right, parts.Left))
            .WithTrackingName(Steps.Schema);

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
        MessagePipeline.Register(context);
    }

    /// <summary>The names under which the driver's records of the pipeline are found.</summary>
    internal static class Steps
    {
        public const string Parse = nameof(Parse);
        public const string Profile = nameof(Profile);
        public const string Component = nameof(Component);
        public const string Schema = nameof(Schema);
        public const string Cost = nameof(Cost);
    }
}
