using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Steps = Replication.Generators.MessagePipeline.Steps;

namespace Replication.Tests.Generators;

/// <summary>What an edit makes the generator do again for messages.</summary>
public sealed class MessageIncrementalityTests
{
    private const string Chat = """
        using Replication.Runtime;

        namespace Game;

        [Message]
        public sealed partial record Chat([field: MaxBytes(40)] string Text);
        """;

    private const string Ping = """
        using Replication.Runtime;

        namespace Game;

        [Message]
        public partial struct Ping { [MaxCount(3)] public int[] Values; }
        """;

    [Fact]
    public void An_unrelated_file_makes_no_step_run_again()
    {
        (CSharpCompilation compilation, GeneratorDriver driver) = Run();
        SyntaxTree unrelated = GeneratorHost.Parse("namespace Game; public class Unrelated;", "Unrelated.cs");
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(unrelated), TestContext.Current.CancellationToken);
        Assert.All(Reasons(driver, Steps.Message), AssertUnchanged);
        Assert.All(Reasons(driver, Steps.Table), AssertUnchanged);
        Assert.All(OutputReasons(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edited_message_leaves_the_others_alone()
    {
        (CSharpCompilation compilation, GeneratorDriver driver) = Run();
        driver = Edit(compilation, driver, Chat.Replace("40", "41", StringComparison.Ordinal));
        Assert.Single(Reasons(driver, Steps.Message), IncrementalStepRunReason.Modified);
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(driver, Steps.Table));
    }

    [Fact]
    public void A_comment_changes_no_model()
    {
        (CSharpCompilation compilation, GeneratorDriver driver) = Run();
        driver = Edit(compilation, driver, "// Moves everything down.\n" + Chat);
        Assert.All(Reasons(driver, Steps.Message), AssertUnchanged);
        Assert.All(OutputReasons(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory]
    [InlineData("Chat(", "Talk(")]
    [InlineData("40", "41")]
    [InlineData("string Text", "string? Text")]
    [InlineData("string Text", "string Line")]
    [InlineData("[Message]", "[Message(1)]")]
    [InlineData("[Message]", "[Message(0, Reliability.Sequenced)]")]
    [InlineData("[Message]", "[Message(Id = 0x2000)]")]
    public void A_change_of_meaning_changes_the_hash(string before, string after)
    {
        string changed = Chat.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(Chat, changed);
        Assert.NotEqual(HashOf(Chat), HashOf(changed));
    }

    private static string HashOf(string source)
    {
        string text = GeneratorHost.Generate(source)[0].SourceText.ToString();
        int start = text.IndexOf("Hash: 0x", StringComparison.Ordinal);
        return text.Substring(start, "Hash: 0x0123456789ABCDEF".Length);
    }

    private static (CSharpCompilation Compilation, GeneratorDriver Driver) Run()
    {
        CSharpCompilation compilation = GeneratorHost.Compile(
            GeneratorHost.Parse(Chat, "Chat.cs"), GeneratorHost.Parse(Ping, "Ping.cs"));
        return (compilation, GeneratorHost.Driver().RunGenerators(compilation));
    }

    private static GeneratorDriver Edit(CSharpCompilation compilation, GeneratorDriver driver, string source)
    {
        SyntaxTree before = compilation.SyntaxTrees[0];
        return driver.RunGenerators(
            compilation.ReplaceSyntaxTree(before, GeneratorHost.Parse(source, before.FilePath)));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results.Single().TrackedSteps[step].SelectMany(run => run.Outputs)
            .Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().TrackedOutputSteps
            .SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static void AssertUnchanged(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());
}
