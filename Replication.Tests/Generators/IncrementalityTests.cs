using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Steps = Replication.Generators.ReplicationGenerator.Steps;

namespace Replication.Tests.Generators;

/// <summary>What an edit makes the generator do again, which decides how an editor feels.</summary>
public sealed class IncrementalityTests
{
    private const string Health = """
        using Replication.Runtime;

        namespace Game;

        [Replicated]
        public partial struct Health { public int Value; }
        """;

    private const string Armor = """
        using Replication.Runtime;

        namespace Game;

        [Replicated]
        public partial struct Armor { [Quantize(0, 100, 1)] public byte Value; }
        """;

    private const string Broken = """
        using Replication.Runtime;

        namespace Game;

        [Replicated]
        public struct Broken { public int Value; }
        """;

    private static readonly string[] All = [Steps.Parse, Steps.Component, Steps.Schema, Steps.Cost];

    [Fact]
    public void An_unrelated_file_makes_no_step_run_again()
    {
        (CSharpCompilation compilation, GeneratorDriver driver) = Run(Health, Armor, Broken);
        SyntaxTree unrelated = GeneratorHost.Parse("namespace Game; public class Unrelated;", "Unrelated.cs");
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(unrelated), TestContext.Current.CancellationToken);
        foreach (string step in All) Assert.All(Reasons(driver, step), AssertUnchanged);
        Assert.All(OutputReasons(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edited_component_leaves_the_others_alone()
    {
        (CSharpCompilation compilation, GeneratorDriver driver) = Run(Health, Armor);
        driver = Edit(compilation, driver, 0, Health.Replace("int", "long", StringComparison.Ordinal));
        Assert.Single(Reasons(driver, Steps.Component), IncrementalStepRunReason.Modified);
        Assert.Single(Reasons(driver, Steps.Component), IncrementalStepRunReason.Cached);

        // The other component, and the wire costs that nobody asked for.
        Assert.Equal(2, OutputReasons(driver).Count(reason => reason == IncrementalStepRunReason.Cached));
    }

    [Fact]
    public void A_change_of_range_leaves_the_schema_table_alone()
    {
        (CSharpCompilation compilation, GeneratorDriver driver) = Run(Health, Armor);
        driver = Edit(compilation, driver, 1, Armor.Replace("100", "101", StringComparison.Ordinal));
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(driver, Steps.Component));
        Assert.All(Reasons(driver, Steps.Schema), AssertUnchanged);
    }

    [Fact]
    public void A_comment_in_the_components_file_changes_no_model()
    {
        (CSharpCompilation compilation, GeneratorDriver driver) = Run(Health, Armor);
        driver = Edit(compilation, driver, 0, "// Moves everything down.\n" + Health);
        Assert.All(Reasons(driver, Steps.Component), AssertUnchanged);
        Assert.All(Reasons(driver, Steps.Schema), AssertUnchanged);
        Assert.All(OutputReasons(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_struct_in_another_file_changes_the_component_that_holds_it()
    {
        const string Holder = """
            using Replication.Runtime;

            namespace Game;

            [Replicated]
            public partial struct Holder { public Part Part; }
            """;
        const string Part = "namespace Game; public struct Part { public int Value; }";
        (CSharpCompilation compilation, GeneratorDriver driver) = Run(Holder, Part);
        driver = Edit(compilation, driver, 1, Part.Replace("int", "byte", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(driver, Steps.Component));
    }

    [Theory]
    [InlineData("global using Limit = System.Int32;", "global using Limit = System.Byte;", "public Limit Value;")]
    [InlineData("global using static Game.Caps;", "", "[Quantize(0, Most, 1)] public int Value;")]
    [InlineData("", "namespace Game.System { public class Any; }", "public System.DayOfWeek Day;")]
    [InlineData("", "namespace Game { public enum Vector3 { One } }", "public Vector3 Place;")]
    [InlineData("", "namespace Game { public class ReplicatedAttribute : System.Attribute; }", "public int Value;")]
    [InlineData(
        "namespace Game { partial class Outer { const int Top = 9; } }",
        "namespace Game { partial class Outer { const int Top = 10; } }",
        "[Quantize(0, Top, 1)] public int Value;")]
    [InlineData(
        "namespace Game { partial class Outer : Base; class Base { protected const int Top = 9; } }",
        "namespace Game { partial class Outer : Base; class Base { protected const int Top = 10; } }",
        "[Quantize(0, Top, 1)] public int Value;")]
    public void Whatever_a_component_depends_on_makes_it_be_parsed_again(string before, string after, string field)
    {
        const string Caps = "namespace Game { public static class Caps { public const int Most = 100; } }";
        string holder = $$"""
            using System.Numerics;
            using Replication.Runtime;

            namespace Game
            {
                public partial class Outer { [Replicated] public partial struct Holder { {{field}} } }
            }
            """;
        (CSharpCompilation compilation, GeneratorDriver driver) = Run(holder, Caps, before);
        string[] first = Texts(driver);
        CSharpCompilation edited = Replace(compilation, 2, after);
        driver = driver.RunGenerators(edited, TestContext.Current.CancellationToken);
        Assert.NotEqual(first, Texts(driver));
        Assert.Equal(
            Texts(GeneratorHost.Driver().RunGenerators(edited, TestContext.Current.CancellationToken)), Texts(driver));
    }

    [Fact]
    public void Methods_and_classes_elsewhere_make_no_component_be_parsed_again()
    {
        const string Steering = "namespace Game; public class Steering { public void Turn() { } }";
        (CSharpCompilation compilation, GeneratorDriver driver) = Run(Health, Armor, Steering);
        string edited = Steering.Replace("Turn() { }", "Stop() { return; }", StringComparison.Ordinal);
        driver = Edit(compilation, driver, 2, edited);
        Assert.All(Reasons(driver, Steps.Parse), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    // Without the driver's records, which take minutes for as many. A text that was not written again is the same
    // object.
    [Fact]
    public void One_edit_among_a_thousand_components_writes_one_file_again()
    {
        const int Count = 1000;
        string[] sources = [.. Enumerable.Range(0, Count).Select(i =>
            Armor.Replace("Armor", $"Armor{i}", StringComparison.Ordinal))];
        CSharpCompilation compilation = GeneratorHost.Compile(
            [.. sources.Select((source, i) => GeneratorHost.Parse(source, $"File{i}.cs"))]);
        GeneratorDriver driver = GeneratorHost.Driver(tracksSteps: false)
            .RunGenerators(compilation, TestContext.Current.CancellationToken);
        var before = Generated(driver).ToDictionary(source => source.HintName, source => source.SourceText);

        string edited = sources[500].Replace("100", "101", StringComparison.Ordinal);
        var after = Generated(Edit(compilation, driver, 500, edited));
        Assert.Equal(Count + 1, after.Length);
        Assert.Equal(
            ["Game.Armor500.Codec.g.cs"],
            after.Where(source => source.SourceText != before[source.HintName]).Select(source => source.HintName));
    }

    [Fact]
    public void No_step_holds_on_to_a_compilation_or_a_file_of_the_past()
    {
        (WeakReference compilation, WeakReference file) = RunAndEdit(out GeneratorDriver driver);
        GC.Collect();
        Assert.False(compilation.IsAlive);
        Assert.False(file.IsAlive);
        GC.KeepAlive(driver);
    }

    [Fact]
    public void The_order_of_files_does_not_matter()
    {
        string[] forwards = Texts(Run(Health, Armor).Driver);
        string[] backwards = Texts(Run(Armor, Health).Driver);
        Assert.Equal(3, forwards.Length);
        Assert.Equal(forwards, backwards);
        Assert.All(forwards, text => Assert.DoesNotContain('\r', text));
    }

    [Fact]
    public void No_model_holds_on_to_symbols_or_syntax()
    {
        (_, GeneratorDriver driver) = Run(Health, Armor, Broken);
        foreach (string step in All)
        {
            foreach (object value in RunsOf(driver, step).SelectMany(run => run.Outputs).Select(output => output.Value))
                AssertPlain(value, depth: 0);
        }
    }

    [Fact]
    public void A_component_that_is_wrong_is_left_out_without_a_word()
    {
        (_, GeneratorDriver driver) = Run(Health, Broken);
        Assert.Empty(driver.GetRunResult().Diagnostics);
        Assert.Equal(2, Texts(driver).Length);
    }

    [Fact]
    public void An_edit_of_what_is_wrong_runs_no_step_after_the_parser()
    {
        (CSharpCompilation compilation, GeneratorDriver driver) = Run(Health, Broken);
        driver = Edit(compilation, driver, 1, "\n" + Broken.Replace("int", "object", StringComparison.Ordinal));
        Assert.All(Reasons(driver, Steps.Schema), AssertUnchanged);
        Assert.All(OutputReasons(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static void AssertPlain(object? value, int depth)
    {
        if (value is null or string or ValueType and not System.Collections.IEnumerable || depth > 12) return;
        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location, value.GetType().Name);
        if (value is System.Collections.IEnumerable items)
        {
            foreach (object? item in items) AssertPlain(item, depth + 1);
            return;
        }

        foreach (System.Reflection.PropertyInfo property in value.GetType().GetProperties())
        {
            if (property.GetIndexParameters().Length == 0) AssertPlain(property.GetValue(value), depth + 1);
        }
    }

    private static (CSharpCompilation Compilation, GeneratorDriver Driver) Run(params string[] sources)
    {
        CSharpCompilation compilation = GeneratorHost.Compile(
            [.. sources.Select((source, i) => GeneratorHost.Parse(source, $"File{i}.cs"))]);
        return (compilation, GeneratorHost.Driver().RunGenerators(compilation));
    }

    private static GeneratorDriver Edit(
        CSharpCompilation compilation, GeneratorDriver driver, int file, string source) =>
        driver.RunGenerators(Replace(compilation, file, source));

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, string source)
    {
        SyntaxTree before = compilation.SyntaxTrees[file];
        return compilation.ReplaceSyntaxTree(before, GeneratorHost.Parse(source, before.FilePath));
    }

    // In a method of its own, so that no local holds on to what must go away.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Compilation, WeakReference File) RunAndEdit(out GeneratorDriver driver)
    {
        // The compiler itself keeps the file that it read last, so that is another.
        CSharpCompilation compilation = GeneratorHost.Compile(
            [.. new[] { Health, Armor, Broken }.Select((source, i) => GeneratorHost.Parse(source, $"File{i}.cs"))]);
        driver = GeneratorHost.Driver(tracksSteps: false).RunGenerators(compilation);
        driver = Edit(compilation, driver, 1, Armor.Replace("100", "10", StringComparison.Ordinal));
        return (new WeakReference(compilation), new WeakReference(compilation.SyntaxTrees[1]));
    }

    private static ImmutableArray<IncrementalGeneratorRunStep> RunsOf(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results.Single().TrackedSteps.TryGetValue(step, out var runs) ? runs : [];

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriver driver, string step) =>
        RunsOf(driver, step).SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().TrackedOutputSteps
            .SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static ImmutableArray<GeneratedSourceResult> Generated(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().GeneratedSources;

    private static string[] Texts(GeneratorDriver driver) =>
        [.. Generated(driver)
            .OrderBy(source => source.HintName, StringComparer.Ordinal).Select(source => source.SourceText.ToString())];

    private static void AssertUnchanged(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());
}
