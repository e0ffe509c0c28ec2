using System.CommandLine;
using System.Diagnostics;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Replication.Generators;
using Replication.Runtime;
using Replication.Samples;

namespace Replication.Benchmarks;

/// <summary>
/// What the generator adds to a build, and to a keystroke in an editor: all codecs of a large game from nothing, then
/// after an edit of one component and of a file without any.
/// </summary>
internal static class GeneratorScenario
{
    // A full run calls everything a thousand times, an edit most of it only once.
    private const int FullWarmUps = 8;
    private const int EditWarmUps = 240;

    public static Command Command(Option<bool> json)
    {
        Option<int> components = OptionRanges.Whole("--components", "Components in the compilation.", 1_000, 1, 10_000);
        Option<int> runs = OptionRanges.Whole(
            "--runs", "Runs that count; the median of them is printed.", 21, 1, 1_000);
        var command = new Command("generator", "Milliseconds of the generator in a build and after an edit.")
        {
            components, runs,
        };
        command.SetAction(parsed =>
        {
            Run(parsed.GetValue(components), parsed.GetValue(runs)).Print(parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Report Run(int components, int runs)
    {
        CSharpCompilation compilation = Compile(components);
        long allocated = 0;
        GeneratorDriver driver = Driver();
        double full = MedianMilliseconds(FullWarmUps, runs, _ => Again(compilation), fresh =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            driver = Driver().RunGenerators(fresh);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        CheckComplete(driver, components);

        double editOne = MedianMilliseconds(
            EditWarmUps,
            runs,
            edit => compilation = Replace(
                compilation, edit % components, ComponentSources.Component(edit % components, edit + 1)),
            edited => driver = driver.RunGenerators(edited));
        double editUnrelated = MedianMilliseconds(
            EditWarmUps,
            runs,
            edit => compilation = Replace(compilation, components + 1, ComponentSources.Unrelated(edit + 1)),
            edited => driver = driver.RunGenerators(edited));
        CheckComplete(driver, components);

        return new Report("generator")
            .Add("components", components, "components in the compilation, one a file")
            .Add("full_ms", full, "all codecs, nothing cached")
            .Add("edit_one_ms", editOne, "after a field's range changed in one component")
            .Add("edit_unrelated_ms", editUnrelated, "after an edit of a file without components")
            .Add("alloc_mb", allocated / 1e6, "megabytes that the full run allocates");
    }

    // The time of what follows an edit; the edit itself, parsing and all, is the editor's.
    private static double MedianMilliseconds(
        int warmUps, int runs, Func<int, CSharpCompilation> edit, Action<CSharpCompilation> run)
    {
        var milliseconds = new double[runs];
        for (int i = -warmUps; i < runs; i++)
        {
            // The JIT replaces code in the background, in steps: each takes thirty calls and then a rest.
            if (i < 0 && i % 40 == 0) Thread.Sleep(200);
            CSharpCompilation compilation = edit(i + warmUps);
            long start = Stopwatch.GetTimestamp();
            run(compilation);
            if (i >= 0) milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Measure.Median(milliseconds);
    }

    private static CSharpCompilation Compile(int components) => CSharpCompilation.Create(
        "Game",
        [
            .. Enumerable.Range(0, components).Select(index => ComponentSources.Component(index, edits: 0)),
            ComponentSources.Shared(),
            ComponentSources.Unrelated(edits: 0),
        ],
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(ReplicatedAttribute).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    // The same sources in a compilation that has not looked at them yet.
    private static CSharpCompilation Again(CSharpCompilation compilation) =>
        compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees);

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, SyntaxTree edited) =>
        compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[file], edited);

    private static CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ReplicationGenerator().AsSourceGenerator()], parseOptions: ComponentSources.CSharp14);

    // A generator that fails writes nothing and is fast.
    private static void CheckComplete(GeneratorDriver driver, int components)
    {
        int codecs = driver.GetRunResult().GeneratedTrees.Count(static tree =>
            tree.FilePath.EndsWith(".Codec.g.cs", StringComparison.Ordinal));
        if (codecs != components)
            throw new InvalidOperationException($"The generator wrote {codecs} codecs for {components} components.");
    }
}
