using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Replication.Generators.Analysis;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Runs the analyzer of messages on source text with what the generator adds, as the compiler would.</summary>
internal static class AnalyzerHost
{
    /// <summary>What the analyzer says of a source, in order of place.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(string source)
    {
        GeneratorDriver driver = GeneratorHost.Driver().RunGeneratorsAndUpdateCompilation(
            GeneratorHost.Compile(GeneratorHost.Parse(source)), out Compilation compilation, out _);
        Assert.Empty(driver.GetRunResult().Diagnostics);
        ImmutableArray<Diagnostic> found = compilation
            .WithAnalyzers([new MessageAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken)
            .GetAwaiter().GetResult();
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }
}
