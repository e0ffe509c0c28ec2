using System.Reflection;
using Microsoft.CodeAnalysis;
using Replication.Samples;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What a class marked <c>[ReplicationTests]</c> gets, and where it is told that it gets nothing.</summary>
public sealed class TestClassTests
{
    private const string Usings = """
        using Replication.Runtime;

        namespace Game.Tests;


        """;

    private const string Armor = "[Replicated] public partial struct Armor { public byte Value; }\n";

    [Fact]
    public void Each_component_has_three_tests() => Golden.Verify(GeneratorHost.GenerateTests(Usings + """
        [ReplicationTests]
        public sealed partial class CodecTests;

        [Replicated]
        internal partial struct Armor { public byte Value; }

        public static partial class Hud
        {
            [Replicated]
            internal partial struct Bar { public float Length; }
        }

        [Replicated]
        public partial struct Hud_Bar { public float Length; }
        """));

    [Fact]
    public void Components_without_a_codec_have_no_tests()
    {
        string tests = Assert.Single(GeneratorHost.GenerateTests(Usings + Armor + """
            [ReplicationTests]
            public sealed partial class CodecTests;

            public struct Plain { public int Value; }
            """)).SourceText.ToString();
        Assert.Contains("Game.Tests.Armor", tests, StringComparison.Ordinal);
        Assert.DoesNotContain("Plain", tests, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_assemblies_that_are_named_are_tested()
    {
        string[] tests = [.. typeof(GeneratedCodecTests).GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(static method => method.Name)];
        Assert.Contains("Replication_Samples_Pose_survives_garbage", tests);
        Assert.Contains("Replication_Tests_Generators_SampleArrays_allocates_nothing", tests);
        int components = ReplicationSchema.Table.Count + typeof(Pose).Assembly.GetTypes().Count(IsReplicated);
        Assert.Equal(components * 3, tests.Length);
    }

    [Theory]
    [InlineData(
        "[ReplicationTests] public class [|CodecTests|];",
        "'CodecTests' gets no tests because it is not partial; write 'partial' before its 'class' keyword")]
    [InlineData(
        "[ReplicationTests] public partial class [|CodecTests|]<T>;",
        "'CodecTests' gets no tests because it is generic or inside another type; "
            + "declare it by itself in a namespace")]
    [InlineData(
        "[ReplicationTests(typeof(int))] public partial class [|CodecTests|];",
        "'CodecTests' gets no tests because its assemblies have no component that it can name; "
            + "pass the type of a component to it")]
    public Task A_class_that_gets_no_tests_is_told_why(string marked, string message) =>
        Expect(Armor + marked, message, GeneratorHost.Xunit);

    [Fact]
    public Task Without_xunit_there_are_no_tests() => Expect(
        Armor + "[ReplicationTests] public partial class [|CodecTests|];",
        "'CodecTests' gets no tests because its project does not reference xunit; reference the package xunit.v3");

    [Fact]
    public async Task A_class_that_gets_tests_is_told_nothing() => Assert.Empty(await AnalyzerHost.Diagnose(
        Usings + Armor + "[ReplicationTests] public partial class CodecTests;", references: GeneratorHost.Xunit));

    private static bool IsReplicated(Type type) =>
        type.GetCustomAttribute<Replication.Runtime.ReplicatedAttribute>() is not null;

    private static async Task Expect(string marked, string message, params MetadataReference[] references)
    {
        string text = Usings + marked;
        int start = text.IndexOf("[|", StringComparison.Ordinal);
        int end = text.IndexOf("|]", StringComparison.Ordinal) - 2;
        string source = text.Remove(end + 2, 2).Remove(start, 2);
        Diagnostic diagnostic = Assert.Single(await AnalyzerHost.Diagnose(source, references: references));
        Assert.Equal("RPL042", diagnostic.Id);
        Assert.Equal(message, diagnostic.GetMessage());
        Assert.Equal((start, end), (diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.End));
    }
}
