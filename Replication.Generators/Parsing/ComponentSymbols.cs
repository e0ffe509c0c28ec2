using Microsoft.CodeAnalysis;

namespace Replication.Generators.Parsing;

/// <summary>Finds the components that an assembly declares.</summary>
internal static class ComponentSymbols
{
    public static IEnumerable<INamedTypeSymbol> Of(INamespaceOrTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is not INamespaceOrTypeSymbol inner) continue;
            if (inner is INamedTypeSymbol type && ComponentTraits.IsComponent(type)) yield return type;
            foreach (INamedTypeSymbol component in Of(inner)) yield return component;
        }
    }
}
