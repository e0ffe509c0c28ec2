using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>
/// Finds what makes a method marked <c>[Predicted]</c> give something else when it runs again. It looks at the
/// method's own text, with its lambdas and local functions, and not at what that calls.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PredictionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Descriptors.PredictedClock, Descriptors.PredictedRandom, Descriptors.PredictedStatic];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.PredictedAttribute) is null) return;
            start.RegisterOperationAction(
                Analyze,
                OperationKind.Invocation,
                OperationKind.MethodReference,
                OperationKind.ObjectCreation,
                OperationKind.PropertyReference,
                OperationKind.FieldReference);
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        if (context.Operation.Parent is INameOfOperation) return;

        // The way outwards to the attribute is the long one, so most members are ruled out before it.
        if (MemberOf(context.Operation) is not { } member || Problem(member) is not { } descriptor) return;
        if (CodeScope.PredictedAround(context.Operation, context.ContainingSymbol) is not { } predicted) return;
        context.ReportDiagnostic(Diagnostic.Create(
            descriptor, PlaceOf(context.Operation), CodeScope.NameOf(predicted), NameOf(member)));
    }

    private static ISymbol? MemberOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMemberReferenceOperation reference => reference.Member,
        _ => null,
    };

    private static DiagnosticDescriptor? Problem(ISymbol member) =>
        Nondeterminism.IsMutableStatic(member) ? Descriptors.PredictedStatic
        : Nondeterminism.IsClock(member) ? Descriptors.PredictedClock
        : Nondeterminism.IsRandom(member) ? Descriptors.PredictedRandom
        : null;

    private static Location PlaceOf(IOperation operation) => operation.Syntax switch
    {
        InvocationExpressionSyntax call => call.Expression.GetLocation(),
        var other => other.GetLocation(),
    };

    private static string NameOf(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor }
        ? $"new {member.ContainingType.Name}()"
        : $"{member.ContainingType.Name}.{member.Name}";
}
