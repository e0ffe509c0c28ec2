using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            .Select(static (file, cancellation) => ProfileParser.Parse(file.GetText(cancellation)?.ToString() ?? ""))
            .Collect()
            .Select(static (files, _) => ProfileFile.Join(files))
            .WithTrackingName(Steps.Profile);

        IncrementalValuesProvider<ComponentModel> components = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.ReplicatedAttribute, IsStruct, Parse)
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

        context.RegisterSourceOutput(components, static (output, component) =>
            output.AddSource(component.HintName, ComponentEmitter.Emit(component)));
        context.RegisterSourceOutput(schema, static (output, model) => SchemaEmitter.AddTo(output, model));
        MessagePipeline.Register(context);
    }

    private static bool IsStruct(SyntaxNode node, CancellationToken cancellation) =>
        node is StructDeclarationSyntax or RecordDeclarationSyntax;

    private static ComponentModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        // Two parts with the attribute do not compile; two files of one name would end the generator as well.
        var type = (INamedTypeSymbol)context.TargetSymbol;
        if (ComponentParser.DeclarationOf(type, cancellation) != context.TargetNode) return null;
        var unheard = new ProblemCollector(report: null);
        return ComponentParser.Parse(type, context.SemanticModel.Compilation, unheard, cancellation);
    }

    /// <summary>The names under which the driver's records of the pipeline are found.</summary>
    internal static class Steps
    {
        public const string Parse = nameof(Parse);
        public const string Profile = nameof(Profile);
        public const string Component = nameof(Component);
        public const string Schema = nameof(Schema);
    }
}
