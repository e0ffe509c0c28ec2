using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;
using Replication.Generators.Parsing;
using Replication.Tests.Architecture;
using Replication.Tests.Generators;

namespace Replication.Tests.Costs;

/// <summary>The generator's models of the components that the tests are built with.</summary>
internal static class SampleModels
{
    private static readonly Dictionary<string, ComponentModel> Models = Parse();

    public static ComponentModel Of(string fullName) => Models[fullName];

    private static Dictionary<string, ComponentModel> Parse()
    {
        string path = Path.Combine(Repository.Root, "Replication.Tests", "Generators", "SampleComponents.cs");
        SyntaxTree tree = GeneratorHost.Parse(File.ReadAllText(path), path);
        CSharpCompilation compilation =
            GeneratorHost.Compile(tree, GeneratorHost.Parse("global using System;", "Usings.cs"));
        SemanticModel semantics = compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Select(declaration => semantics.GetDeclaredSymbol(declaration)!)
            .Where(static type => SymbolNames.Find(type, KnownNames.ReplicatedAttribute) is not null)
            .Select(type => ComponentParser.Parse(type, compilation, new ProblemCollector(report: null), default)!)
            .ToDictionary(static component => component.FullName);
    }
}
