using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>Where a piece of code is said to run: the attribute nearest around it counts.</summary>
internal static class CodeScope
{
    /// <summary>The predicted method that code is in, or null.</summary>
    public static ISymbol? PredictedAround(IOperation code, ISymbol member) =>
        Around(code, member).FirstOrDefault(IsPredicted);

    /// <summary>What says that code runs on clients only; null where a predicted method is nearer.</summary>
    public static ISymbol? ClientSideAround(IOperation code, ISymbol member)
    {
        foreach (ISymbol symbol in Around(code, member))
        {
            if (SymbolNames.Find(symbol, KnownNames.ClientSideAttribute) is not null) return symbol;
            if (IsPredicted(symbol)) return null;
        }

        return null;
    }

    /// <summary>What a message calls the method or type.</summary>
    public static string NameOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } => "lambda",
        IMethodSymbol { MethodKind: MethodKind.Constructor } => symbol.ContainingType.Name,
        _ => symbol.Name,
    };

    private static bool IsPredicted(ISymbol symbol) =>
        symbol is IMethodSymbol && SymbolNames.Find(symbol, KnownNames.PredictedAttribute) is not null;

    // Lambdas and local functions are operations of the member; from the member on, each symbol is in the next.
    private static IEnumerable<ISymbol> Around(IOperation code, ISymbol member)
    {
        for (IOperation? outer = code.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation lambda) yield return lambda.Symbol;
            if (outer is ILocalFunctionOperation function) yield return function.Symbol;
        }

        for (ISymbol? outer = member; outer is not null and not INamespaceSymbol; outer = outer.ContainingSymbol)
            yield return outer;
    }
}
