using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>Says what is wrong with types marked <c>[Message]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MessageAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        MessageDescriptors.NotPartial,
        MessageDescriptors.UnsupportedType,
        MessageDescriptors.BadMaximum,
        MessageDescriptors.NotWritable,
        MessageDescriptors.DuplicateId,
        MessageDescriptors.BadId,
        MessageDescriptors.TooLarge,
        MessageDescriptors.Generic,
        MessageDescriptors.NotSealedRecord,
        MessageDescriptors.NotReachable,
        Descriptors.BadRange,
        Descriptors.NothingToQuantize,
        Descriptors.BadSmallestThree,
        Descriptors.NothingExact,
        Descriptors.BadReference,
        Descriptors.BadParent,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var ids = new ConcurrentBag<GivenId>();
            start.RegisterSymbolAction(symbol => AnalyzeType(symbol, ids), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end => ReportDuplicates(end, ids));
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context, ConcurrentBag<GivenId> ids)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (SymbolNames.Find(type, KnownNames.MessageAttribute) is not { } attribute) return;
        var problems = new ProblemCollector(context.ReportDiagnostic);
        if (MessageParser.Parse(type, context.Compilation, problems, context.CancellationToken)
            is { Route.Id: > 0 } message)
        {
            ids.Add(new GivenId(
                message.Route.Id, message.FullName, type.Name, AttributeArguments.LocationOf(attribute, "Id")));
        }
    }

    private static void ReportDuplicates(CompilationAnalysisContext context, ConcurrentBag<GivenId> ids)
    {
        foreach (IGrouping<int, GivenId> same in ids.GroupBy(static given => given.Id))
        {
            GivenId[] inOrder = [.. same.OrderBy(static given => given.FullName, StringComparer.Ordinal)];
            foreach (GivenId later in inOrder.Skip(1))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    MessageDescriptors.DuplicateId,
                    later.Location,
                    later.Name,
                    later.Id.ToString("X4", CultureInfo.InvariantCulture),
                    inOrder[0].Name));
            }
        }
    }

    private sealed record GivenId(int Id, string FullName, string Name, Location? Location);
}
