using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Analysis;

namespace Replication.Tests.Generators;

/// <summary>Runs the analyzers of costs and tests on source text, as the compiler would.</summary>
internal static class AnalyzerHost
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
        [new WireCostAnalyzer(), new WireBudgetAnalyzer(), new TestClassAnalyzer()];

    /// <summary>What they say of a source, in order of place.</summary>
    /// <param name="source">The source.</param>
    /// <param name="switchedOn">A diagnostic to report though it is off by default.</param>
    /// <param name="references">Assemblies beside the base library and Runtime.</param>
    public static async Task<IReadOnlyList<Diagnostic>> Diagnose(
        string source, string? switchedOn = null, params MetadataReference[] references)
    {
        CSharpCompilation compilation =
            GeneratorHost.Compile(GeneratorHost.Parse(source)).AddReferences(references);
        if (switchedOn is not null)
        {
            compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
                [new(switchedOn, ReportDiagnostic.Info)]));
        }

        ImmutableArray<Diagnostic> found =
            await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync(default);
        return [.. found.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)];
    }
}
