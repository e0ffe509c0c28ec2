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

/// <summary>Runs the generator and the analyzers on source text, as the compiler would.</summary>
internal static class GeneratorHost
{
    private static readonly CSharpParseOptions CSharp14 = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference Runtime =
        MetadataReference.CreateFromFile(typeof(ReplicatedAttribute).Assembly.Location);

    /// <summary>Every analyzer of the generators' assembly.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [.. typeof(ReplicationGenerator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

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

    public static GeneratorDriver Driver(string rootNamespace = "Game", string? profile = null) =>
        CSharpGeneratorDriver.Create(
        [new ReplicationGenerator().AsSourceGenerator()],
        profile is null ? [] : [new TextFile("wire-profile.json", profile)],
        parseOptions: CSharp14,
        optionsProvider: new RootNamespace(rootNamespace),
        driverOptions: new GeneratorDriverOptions(
            IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The generated files of a source, which must compile with them without a warning.</summary>
    public static ImmutableArray<GeneratedSourceResult> Generate(
        string source, string rootNamespace = "Game", string? profile = null)
    {
        GeneratorDriver driver = Driver(rootNamespace, profile)
            .RunGeneratorsAndUpdateCompilation(Compile(Parse(source)), out Compilation compilation, out _);
        Assert.Empty(driver.GetRunResult().Diagnostics);
        using var assembly = new MemoryStream();
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden));
        Assert.True(compilation.Emit(assembly).Success);
        return driver.GetRunResult().Results.Single().GeneratedSources;
    }

    /// <summary>What all analyzers say of a source together with its generated files, in order of place.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(string source) => Diagnose(Compile(Parse(source)), out _);

    /// <summary>The same of a compilation; takes what the compiler itself says as well.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(
        CSharpCompilation compilation, out ImmutableArray<Diagnostic> compilers, params AdditionalText[] files)
    {
        Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole, out var generators);
        Assert.Empty(generators);
        compilers = whole.GetDiagnostics();
        return Analyze(whole, files);
    }

    /// <summary>What all analyzers say of a compilation as it is, in order of place.</summary>
    public static IReadOnlyList<Diagnostic> Analyze(Compilation compilation, params AdditionalText[] files) =>
        [.. compilation.WithAnalyzers(Analyzers, new AnalyzerOptions([.. files]))
            .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
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
