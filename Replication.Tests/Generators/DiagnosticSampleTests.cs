using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Replication.Generators;
using Replication.Tests.Architecture;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Each diagnostic has a sample that makes it, a page that explains it and a release row.</summary>
public sealed class DiagnosticSampleTests
{
    private static readonly string Samples = Path.Combine(Repository.Root, "Replication.Samples", "Diagnostics");

    private static readonly string Pages = Path.Combine(Repository.Root, "docs", "diagnostics");

    // Every class of descriptors in the generators' assembly, whatever concern it is for.
    private static readonly DiagnosticDescriptor[] All =
        [.. typeof(ReplicationGenerator).Assembly.GetTypes()
            .Where(type => type.Namespace == "Replication.Generators.Diagnostics")
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>()
            .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)];

    public static TheoryData<string> Ids => [.. All.Select(descriptor => descriptor.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_sample_makes_it_and_no_other(string id)
    {
        SyntaxTree sample = GeneratorHost.Parse(File.ReadAllText(Path.Combine(Samples, $"{id}.cs")), $"{id}.cs");
        // What is said of a file beside the code has that file beside the sample, its name after the id.
        AdditionalText[] files = [.. Directory.EnumerateFiles(Samples, $"{id}.*.json")
            .Select(path => new TextFile(Path.GetFileName(path)[(id.Length + 1)..], File.ReadAllText(path)))];
        CSharpCompilation compilation = GeneratorHost.Compile(sample);
        if (!All.Single(descriptor => descriptor.Id == id).IsEnabledByDefault)
        {
            compilation = compilation.WithOptions(
                compilation.Options.WithSpecificDiagnosticOptions([new(id, ReportDiagnostic.Info)]));
        }

        IReadOnlyList<Diagnostic> found =
            GeneratorHost.Diagnose(compilation, out ImmutableArray<Diagnostic> compilers, files);
        Assert.Empty(compilers.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Equal(id, Assert.Single(found).Id);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_help_link_ends_in_its_page(string id)
    {
        DiagnosticDescriptor descriptor = All.Single(candidate => candidate.Id == id);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
        string page = File.ReadAllText(Path.Combine(Pages, $"{id}.md"));
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page, StringComparison.Ordinal);
        Assert.All(["## Why", "## Bad", "## Good", "## Remedy"], part =>
            Assert.Contains($"\n{part}\n", page, StringComparison.Ordinal));
        Assert.Contains($"// {id}", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void It_has_a_release_row_and_a_line_among_the_pages(string id)
    {
        DiagnosticDescriptor descriptor = All.Single(candidate => candidate.Id == id);
        string generators = Path.Combine(Repository.Root, "Replication.Generators");
        string[] rows =
        [
            .. File.ReadAllLines(Path.Combine(generators, "AnalyzerReleases.Unshipped.md")),
            .. File.ReadAllLines(Path.Combine(generators, "AnalyzerReleases.Shipped.md")),
        ];
        string severity = descriptor.IsEnabledByDefault ? $"{descriptor.DefaultSeverity}" : "Disabled";
        string start = $"{id} | {descriptor.Category} | {severity} | ";
        string row = Assert.Single(rows, row => row.StartsWith(start, StringComparison.Ordinal));
        Assert.EndsWith($"(../docs/diagnostics/{id}.md)", row, StringComparison.Ordinal);
        Assert.Contains(
            $"| [{id}]({id}.md) |", File.ReadAllText(Path.Combine(Pages, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_have_one_id() => Assert.Distinct(All.Select(descriptor => descriptor.Id));

    [Fact]
    public void Each_is_reported_by_an_analyzer() => Assert.Equal(
        All.Select(descriptor => descriptor.Id),
        GeneratorHost.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .Select(descriptor => descriptor.Id).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void No_sample_or_page_is_left_over()
    {
        string[] ids = [.. All.Select(descriptor => descriptor.Id)];
        Assert.Equal(ids, Names(Samples, "*.cs"));
        Assert.Equal(ids, Names(Pages, "RPL*.md"));
    }

    private static IEnumerable<string?> Names(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Select(Path.GetFileNameWithoutExtension)
            .Order(StringComparer.Ordinal);
}
