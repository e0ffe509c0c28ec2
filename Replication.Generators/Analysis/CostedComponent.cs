using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Costs;
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
        SyntaxNode? attribute = SymbolNames.Find(type, KnownNames.ReplicatedAttribute)?
            .ApplicationSyntaxReference?.GetSyntax(context.CancellationToken);
        if (attribute?.Parent?.Parent is not TypeDeclarationSyntax declaration) return null;
        ParseResult parsed = ComponentParser.Parse(declaration, type, context.Compilation, context.CancellationToken);
        return parsed.Component is { } component
            ? new CostedComponent(ComponentCost.Of(component), declaration.Identifier.GetLocation())
            : null;
    }
}
