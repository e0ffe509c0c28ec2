using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>
/// Finds code marked <c>[ClientSide]</c> that writes a component which the server has the authority over: by an
/// assignment, by ref or out, or by a call that gives an entity of a store the component.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AuthorityAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.NoAuthority];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            // Without the attribute in reach nothing is marked with it, and no operation need be looked at.
            if (start.Compilation.GetTypeByMetadataName(KnownNames.ClientSideAttribute) is null) return;
            INamedTypeSymbol? store = start.Compilation.GetTypeByMetadataName(KnownNames.ReplicationStore);
            start.RegisterOperationAction(
                AnalyzeWrite,
                OperationKind.SimpleAssignment,
                OperationKind.CompoundAssignment,
                OperationKind.CoalesceAssignment,
                OperationKind.DeconstructionAssignment,
                OperationKind.Increment,
                OperationKind.Decrement,
                OperationKind.Argument);
            start.RegisterOperationAction(operation => AnalyzeCall(operation, store), OperationKind.Invocation);
        });
    }

    private static void AnalyzeWrite(OperationAnalysisContext context)
    {
        foreach (IOperation target in TargetsOf(context.Operation))
        {
            if (WriteTarget.ComponentOf(target, IsServers) is { } component)
                Report(context, component, target.Syntax.GetLocation());
        }
    }

    // What of an operation is written. That a ref local refers to something else from now on is no write.
    private static IEnumerable<IOperation> TargetsOf(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { IsRef: true } => [],
        IDeconstructionAssignmentOperation { Target: var target } => ElementsOf(target),
        IAssignmentOperation { Target: var target } => [target],
        IIncrementOrDecrementOperation { Target: var target } => [target],
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var value } => [value],
        _ => [],
    };

    private static IEnumerable<IOperation> ElementsOf(IOperation target) =>
        target is ITupleOperation tuple ? tuple.Elements.SelectMany(ElementsOf) : [target];

    private static void AnalyzeCall(OperationAnalysisContext context, INamedTypeSymbol? store)
    {
        var call = (IInvocationOperation)context.Operation;
        IMethodSymbol method = call.TargetMethod;
        if (method.Name is not ("Create" or "Add" or "Set" or "Remove")) return;
        if (method.TypeArguments.FirstOrDefault(IsServers) is not { } component) return;
        if (store is null || (call.Instance?.Type ?? method.ReceiverType) is not { } receiver) return;
        if (!SymbolEqualityComparer.Default.Equals(receiver, store)
            && !receiver.AllInterfaces.Contains(store, SymbolEqualityComparer.Default)) return;
        Report(context, component, NameOf(call).GetLocation());
    }

    private static SyntaxNode NameOf(IInvocationOperation call) => call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } => name,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name: var name } } => name,
        InvocationExpressionSyntax { Expression: var expression } => expression,
        var other => other,
    };

    private static bool IsServers(ITypeSymbol type) =>
        ComponentTraits.IsComponent(type) && ComponentTraits.AuthorityOf(type) == "Server";

    private static void Report(OperationAnalysisContext context, ITypeSymbol component, Location location)
    {
        if (CodeScope.ClientSideAround(context.Operation, context.ContainingSymbol) is not { } clientSide) return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.NoAuthority, location, component.Name, CodeScope.NameOf(clientSide)));
    }
}
