using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            .Select(declaration => (Declaration: declaration, Type: semantics.GetDeclaredSymbol(declaration)!))
            .Where(static found => SymbolNames.Find(found.Type, KnownNames.ReplicatedAttribute) is not null)
            .Select(found => ComponentParser.Parse(found.Declaration, found.Type, compilation, default).Component!)
            .ToDictionary(static component => component.FullName);
    }
}
