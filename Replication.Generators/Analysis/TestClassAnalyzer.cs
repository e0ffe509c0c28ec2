using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Diagnostics;
using Replication.Generators.Parsing;

namespace Replication.Generators.Analysis;

/// <summary>Says where <c>[ReplicationTests]</c> has no effect, which a run without tests would not.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TestClassAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [TestDescriptors.NoTests];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        SyntaxNode? attribute = SymbolNames.Find(type, KnownNames.ReplicationTestsAttribute)?
            .ApplicationSyntaxReference?.GetSyntax(context.CancellationToken);
        if (attribute?.Parent?.Parent is not ClassDeclarationSyntax declaration) return;
        TestClassParser.Parse(
            declaration, type, context.Compilation, out TestClassProblem? problem, context.CancellationToken);
        if (problem is null) return;
        context.ReportDiagnostic(Diagnostic.Create(
            TestDescriptors.NoTests,
            declaration.Identifier.GetLocation(),
            type.Name,
            problem.Reason,
            problem.Remedy));
    }
}
