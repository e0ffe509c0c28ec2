using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Emission;
using Replication.Generators.Model;
using Replication.Generators.Parsing;

namespace Replication.Generators;

/// <summary>
/// Writes tests of components into classes marked <c>[ReplicationTests]</c>. Apart from the codecs' generator, since
/// only test projects have such a class, and a look at all types of an assembly is dear.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ReplicationTestsGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<TestClassModel> classes = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.ReplicationTestsAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, cancellation) => TestClassParser.Parse(
                    (ClassDeclarationSyntax)found.TargetNode,
                    (INamedTypeSymbol)found.TargetSymbol,
                    found.SemanticModel.Compilation,
                    out _,
                    cancellation))
            .Where(static test => test is not null)
            .Select(static (test, _) => test!);

        context.RegisterSourceOutput(classes, static (output, test) =>
            output.AddSource(test.HintName, TestClassEmitter.Emit(test)));
    }
}
