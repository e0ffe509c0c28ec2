using System.Collections.Immutable;
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

    private static readonly string[] All = [Steps.Parse, Steps.Component, Steps.Schema];

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
        Assert.Single(OutputReasons(driver), IncrementalStepRunReason.Cached);
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

    private static GeneratorDriver Edit(CSharpCompilation compilation, GeneratorDriver driver, int file, string source)
    {
        SyntaxTree before = compilation.SyntaxTrees[file];
        SyntaxTree after = GeneratorHost.Parse(source, before.FilePath);
        return driver.RunGenerators(compilation.ReplaceSyntaxTree(before, after));
    }

    private static ImmutableArray<IncrementalGeneratorRunStep> RunsOf(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results.Single().TrackedSteps.TryGetValue(step, out var runs) ? runs : [];

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriver driver, string step) =>
        RunsOf(driver, step).SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().TrackedOutputSteps
            .SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static string[] Texts(GeneratorDriver driver) =>
        [.. driver.GetRunResult().Results.Single().GeneratedSources
            .OrderBy(source => source.HintName, StringComparer.Ordinal).Select(source => source.SourceText.ToString())];

    private static void AssertUnchanged(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());
}
