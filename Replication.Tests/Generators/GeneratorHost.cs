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

    /// <summary>Where tests' attributes are.</summary>
    public static MetadataReference Xunit { get; } =
        MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location);

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

    public static GeneratorDriver Driver(
        string rootNamespace = "Game", bool tracksSteps = true, bool writesWireCosts = false) =>
        Driver(new ReplicationGenerator(), new BuildProperties(rootNamespace, writesWireCosts), tracksSteps);

    /// <summary>The generated files of a source, which must compile with them without a warning.</summary>
    public static ImmutableArray<GeneratedSourceResult> Generate(
        string source, string rootNamespace = "Game", bool writesWireCosts = false)
    {
        GeneratorDriver driver = Driver(rootNamespace, writesWireCosts: writesWireCosts)
            .RunGeneratorsAndUpdateCompilation(Compile(Parse(source)), out Compilation compilation, out _);
        AssertCompiles(driver, compilation);
        return driver.GetRunResult().Results.Single().GeneratedSources;
    }

    /// <summary>The generated tests of a source, which must compile with them and its codecs.</summary>
    public static ImmutableArray<GeneratedSourceResult> GenerateTests(string source)
    {
        CSharpCompilation parsed = Compile(Parse(source)).AddReferences(Xunit);
        Driver().RunGeneratorsAndUpdateCompilation(parsed, out Compilation withCodecs, out _);
        GeneratorDriver driver = Driver(new ReplicationTestsGenerator(), new BuildProperties("Game", false), true)
            .RunGenerators(parsed);
        AssertCompiles(driver, withCodecs.AddSyntaxTrees(driver.GetRunResult().GeneratedTrees));
        return driver.GetRunResult().Results.Single().GeneratedSources;
    }

    private static CSharpGeneratorDriver Driver(
        IIncrementalGenerator generator, AnalyzerConfigOptionsProvider options, bool tracksSteps) =>
        CSharpGeneratorDriver.Create(
            [generator.AsSourceGenerator()],
            parseOptions: CSharp14,
            optionsProvider: options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, tracksSteps));

    private static void AssertCompiles(GeneratorDriver driver, Compilation compilation)
    {
        Assert.Empty(driver.GetRunResult().Diagnostics);
        using var assembly = new MemoryStream();
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden));
        Assert.True(compilation.Emit(assembly).Success);
    }

    /// <summary>What the generator says of a source, in order of place.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(string source) =>
        [.. Driver().RunGenerators(Compile(Parse(source))).GetRunResult().Diagnostics
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];

    private sealed class BuildProperties(string rootNamespace, bool writesWireCosts) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(rootNamespace, writesWireCosts);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options(string rootNamespace, bool writesWireCosts) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = key switch
                {
                    "build_property.RootNamespace" => rootNamespace,
                    "build_property.ReplicationWireCosts" when writesWireCosts => "true",
                    _ => null,
                };
                return value is not null;
            }
        }
    }
}
