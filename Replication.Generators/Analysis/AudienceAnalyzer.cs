using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>
/// Finds values of a component for its owner or team that one expression takes into a component for more than that: by
/// an assignment, an initializer or an argument of its constructor. It does not follow values through variables.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AudienceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.LeakToEverybody];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.AudienceAttribute) is null) return;
            start.RegisterOperationAction(
                AnalyzeAssignment,
                OperationKind.SimpleAssignment,
                OperationKind.CompoundAssignment,
                OperationKind.CoalesceAssignment,
                OperationKind.DeconstructionAssignment);
            start.RegisterOperationAction(AnalyzeCreation, OperationKind.ObjectCreation);
        });
    }

    private static void AnalyzeAssignment(OperationAnalysisContext context)
    {
        var assignment = (IAssignmentOperation)context.Operation;
        foreach ((IOperation target, IOperation value) in Pairs(assignment.Target, assignment.Value))
        {
            if (ReceiverOf(target) is { } component) Check(context, value, component);
        }
    }

    private static void AnalyzeCreation(OperationAnalysisContext context)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Type is not { } component || WidthOf(component) is null or 0) return;
        foreach (IArgumentOperation argument in creation.Arguments) Check(context, argument.Value, component);
    }

    private static void Check(OperationAnalysisContext context, IOperation value, ITypeSymbol receiver)
    {
        int width = WidthOf(receiver)!.Value;
        if (NarrowerIn(value, width) is not { } member) return;
        ITypeSymbol source = member.Instance!.Type!;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.LeakToEverybody,
            member.Syntax.GetLocation(),
            member.Member.Name, source.Name, receiver.Name,
            WidthOf(source) == 0 ? "owner" : "team", width == 1 ? "its team" : "everybody"));
    }

    // (a, b) = (c, d) takes each to its own.
    private static IEnumerable<(IOperation Target, IOperation Value)> Pairs(IOperation target, IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion) value = conversion.Operand;
        return target is ITupleOperation targets && value is ITupleOperation values
            ? targets.Elements.Zip(values.Elements, Pairs).SelectMany(pairs => pairs)
            : [(target, value)];
    }

    // The component for more than its owner that a field or property, or one around it, is a member of.
    private static ITypeSymbol? ReceiverOf(IOperation target)
    {
        for (IOperation? part = target; part is IMemberReferenceOperation { Instance: { } instance };)
        {
            if (instance.Type is { } type && WidthOf(type) > 0) return type;
            part = instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }
                ? MemberAround(instance)
                : instance;
        }

        return null;
    }

    // In new T { Aim = { Yaw = 1 } } the member that Yaw's receiver is.
    private static IOperation? MemberAround(IOperation receiver)
    {
        for (IOperation? outer = receiver.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IMemberInitializerOperation initializer) return initializer.InitializedMember;
            if (outer is IObjectCreationOperation or IWithOperation) return null;
        }

        return null;
    }

    // The first value in an expression that is for fewer than a width. What only names or writes it reads nothing.
    private static IMemberReferenceOperation? NarrowerIn(IOperation value, int width) => value switch
    {
        INameOfOperation or IAnonymousFunctionOperation => null,
        IMemberReferenceOperation { Instance: { Type: { } type } instance } member
            when WidthOf(type) < width && !IsNew(instance) => member,
        ISimpleAssignmentOperation assignment => NarrowerIn(assignment.Value, width),
        _ => value.ChildOperations.Select(child => NarrowerIn(child, width))
            .FirstOrDefault(found => found is not null),
    };

    private static bool IsNew(IOperation instance) =>
        instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver };

    // How many a component is for: its owner, its team, everybody. Null where it is none.
    private static int? WidthOf(ITypeSymbol type) =>
        !ComponentTraits.IsComponent(type) ? null : ComponentTraits.AudienceOf(type) switch
        {
            "Owner" => 0,
            "Team" => 1,
            _ => 2,
        };
}
