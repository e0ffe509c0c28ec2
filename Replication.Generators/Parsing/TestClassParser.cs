using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Replication.Generators.Diagnostics;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>Why a class marked <c>[ReplicationTests]</c> gets no tests, and what helps.</summary>
internal sealed record TestClassProblem(string Reason, string Remedy);

/// <summary>Turns a class marked <c>[ReplicationTests]</c> into a model, or says why it gets no tests.</summary>
internal static class TestClassParser
{
    private const string FactAttribute = "Xunit.FactAttribute";

    /// <summary>The class, or null where there is a problem.</summary>
    public static TestClassModel? Parse(
        ClassDeclarationSyntax declaration,
        INamedTypeSymbol type,
        Compilation compilation,
        out TestClassProblem? problem,
        CancellationToken cancellation)
    {
        problem = FindProblem(declaration, type, compilation);
        if (problem is not null) return null;
        TestedComponent[] components = [.. AssembliesOf(type)
            .SelectMany(assembly => TypesOf(assembly.GlobalNamespace, cancellation))
            .Where(candidate => IsTestable(candidate, type, compilation, cancellation))
            .Select(component => new TestedComponent(SymbolNames.FullName(component), SymbolNames.TypeName(component)))
            .Distinct()
            .OrderBy(component => component.FullName, StringComparer.Ordinal)];
        if (components.Length == 0)
        {
            problem = new("its assemblies have no component that it can name", "pass the type of a component to it");
            return null;
        }

        return new TestClassModel(
            type.ContainingNamespace.IsGlobalNamespace ? "" : SymbolNames.InCode(type.ContainingNamespace),
            $"partial class {declaration.Identifier.Text}",
            SymbolNames.FullName(type),
            components.ToEquatableArray());
    }

    private static TestClassProblem? FindProblem(
        ClassDeclarationSyntax declaration, INamedTypeSymbol type, Compilation compilation)
    {
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            return new("it is not partial", "write 'partial' before its 'class' keyword");
        if (type.ContainingType is not null || type.IsGenericType)
            return new("it is generic or inside another type", "declare it by itself in a namespace");
        return compilation.GetTypeByMetadataName(FactAttribute) is null
            ? new("its project does not reference xunit", "reference the package xunit.v3")
            : null;
    }

    // Those of the types that the attribute names, else its own.
    private static IEnumerable<IAssemblySymbol> AssembliesOf(INamedTypeSymbol type)
    {
        ImmutableArray<TypedConstant> arguments =
            SymbolNames.Find(type, KnownNames.ReplicationTestsAttribute)!.ConstructorArguments;
        IAssemblySymbol[] named = [.. arguments
            .Where(argument => argument.Kind == TypedConstantKind.Array && !argument.IsNull)
            .SelectMany(argument => argument.Values)
            .Select(value => (value.Value as ITypeSymbol)?.ContainingAssembly)
            .OfType<IAssemblySymbol>()];
        return named.Length == 0
            ? [type.ContainingAssembly]
            : named.Distinct<IAssemblySymbol>(SymbolEqualityComparer.Default);
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(
        INamespaceOrTypeSymbol container, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type) yield return type;
            if (member is not INamespaceOrTypeSymbol inner) continue;
            foreach (INamedTypeSymbol found in TypesOf(inner, cancellation)) yield return found;
        }
    }

    private static bool IsTestable(
        INamedTypeSymbol type, INamedTypeSymbol testClass, Compilation compilation, CancellationToken cancellation) =>
        type.TypeKind == TypeKind.Struct
        && SymbolNames.Find(type, KnownNames.ReplicatedAttribute) is not null
        && compilation.IsSymbolAccessibleWithin(type, testClass)
        && HasCodec(type, compilation, cancellation);

    // Of this compilation's components those that the generator writes a codec for; others have theirs already.
    private static bool HasCodec(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
            ? ComponentParser.Parse(type, compilation, new ProblemCollector(report: null), cancellation) is not null
            : type.AllInterfaces.Any(static contract => contract.Name == "IReplicated");
}
