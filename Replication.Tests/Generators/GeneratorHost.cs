using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Replication.Generators;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Runs the generator on source text, as the compiler would.</summary>
internal static class GeneratorHost
{
    private static readonly CSharpParseOptions CSharp14 = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference Runtime =
        MetadataReference.CreateFromFile(typeof(ReplicatedAttribute).Assembly.Location);

    public static SyntaxTree Parse(string source, string path = "Source.cs") =>
        CSharpSyntaxTree.ParseText(SourceText.From(source), CSharp14, path);

    public static CSharpCompilation Compile(params SyntaxTree[] trees) => CSharpCompilation.Create(
        "Game",
        trees,
        [.. Net100.References.All, Runtime],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            checkOverflow: true,
            warningLevel: 9999));

    public static GeneratorDriver Driver(string rootNamespace = "Game", bool tracksSteps = true) => CSharpGeneratorDriver.Create(
        [new ReplicationGenerator().AsSourceGenerator()],
        parseOptions: CSharp14,
        optionsProvider: new RootNamespace(rootNamespace),
        driverOptions: new GeneratorDriverOptions(
            IncrementalGeneratorOutputKind.None, tracksSteps));

    /// <summary>The generated files of a source, which must compile with them without a warning.</summary>
    public static ImmutableArray<GeneratedSourceResult> Generate(string source, string rootNamespace = "Game")
    {
        GeneratorDriver driver = Driver(rootNamespace)
            .RunGeneratorsAndUpdateCompilation(Compile(Parse(source)), out Compilation compilation, out _);
        Assert.Empty(driver.GetRunResult().Diagnostics);
        using var assembly = new MemoryStream();
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden));
        Assert.True(compilation.Emit(assembly).Success);
        return driver.GetRunResult().Results.Single().GeneratedSources;
    }

    /// <summary>What the generator says of a source, in order of place.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(string source) =>
        [.. Driver().RunGenerators(Compile(Parse(source))).GetRunResult().Diagnostics
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];

    private sealed class RootNamespace(string name) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(name);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options(string name) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = key == "build_property.RootNamespace" ? name : null;
                return value is not null;
            }
        }
    }
}
