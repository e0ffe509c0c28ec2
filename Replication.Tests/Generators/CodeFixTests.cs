using Microsoft.CodeAnalysis.CodeFixes;
using Replication.Generators.CodeFixes;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What each code fix makes of a source.</summary>
public sealed class CodeFixTests
{
    private const string Using = "using Replication.Runtime;\n";

    [Theory]
    [InlineData("[Replicated]\npublic struct Health { }", "[Replicated]\npublic partial struct Health { }")]
    [InlineData("[Replicated] struct Health { }", "[Replicated] partial struct Health { }")]
    [InlineData("// Life.\n[Replicated] public record struct Health;",
        "// Life.\n[Replicated] public partial record struct Health;")]
    [InlineData("public class Outer { [Replicated] public partial struct Health { } }",
        "public partial class Outer { [Replicated] public partial struct Health { } }")]
    public Task A_component_and_what_is_around_it_become_partial(string before, string after) =>
        Becomes(new AddPartialFix(), "RPL001", before, after);

    [Fact]
    public Task All_types_become_partial_at_once() => AllBecome(
        new AddPartialFix(),
        "RPL001",
        "class Outer\n{\n    [Replicated] public struct A { }\n}\n[Replicated] struct B { }",
        "partial class Outer\n{\n    [Replicated] public partial struct A { }\n}\n[Replicated] partial struct B { }");

    [Theory]
    [InlineData("public readonly int Value;", "public int Value;")]
    [InlineData("public readonly /* why */ int Value;", "public /* why */ int Value;")]
    public Task A_readonly_field_can_be_written(string before, string after) => Becomes(
        new RemoveReadonlyFix(), "RPL005", Component(before), Component(after));

    [Fact]
    public Task A_readonly_struct_loses_the_word_with_its_field() => Becomes(
        new RemoveReadonlyFix(),
        "RPL005",
        "[Replicated] public readonly partial struct Health { public readonly int Value; }",
        "[Replicated] public partial struct Health { public int Value; }");

    [Fact]
    public Task All_readonly_fields_can_be_written_at_once() => AllBecome(
        new RemoveReadonlyFix(),
        "RPL005",
        Component("public readonly int A;\n    public readonly int B;"),
        Component("public int A;\n    public int B;"));

    [Fact]
    public async Task A_field_out_of_reach_has_no_fix() => Assert.Empty(await CodeFixHost.Titles(
        new RemoveReadonlyFix(), "RPL005", Using + Component("public int Value { get; }")));

    [Theory]
    [InlineData("[Quantize(180, -180, 0.1)]", "[Quantize(-180, 180, 0.1)]")]
    [InlineData("[Quantize(step: 1, max: 0, min: 2 * 5)]", "[Quantize(step: 1, max: 2 * 5, min: 0)]")]
    public Task An_inverted_range_is_swapped(string before, string after) => Becomes(
        new SwapRangeFix(), "RPL006", Component(before + " public float X;"), Component(after + " public float X;"));

    [Theory]
    [InlineData("[Quantize(0, 0, 0.1)]")]
    [InlineData("[Quantize(0, 1, 0)]")]
    [InlineData("[Quantize(0, double.NaN, 1)]")]
    public async Task A_range_that_is_wrong_otherwise_is_not_swapped(string range) => Assert.Empty(
        await CodeFixHost.Titles(new SwapRangeFix(), "RPL006", Using + Component(range + " public float X;")));

    [Theory]
    [InlineData("[Quantize(0, 255, 1)]\n    public byte X;", "public byte X;")]
    [InlineData("[Quantize(0, 255, 1)] public byte X;", "public byte X;")]
    [InlineData("[Quantize(0, 255, 1), FieldId(1)] public byte X;", "[FieldId(1)] public byte X;")]
    [InlineData("[FieldId(1), Quantize(0, 255, 1)] public byte X;", "[FieldId(1)] public byte X;")]
    [InlineData("// Lives.\n    [Quantize(0, 255, 1)] // 8 bits\n    public byte X;",
        "// Lives.\n     // 8 bits\n    public byte X;")]
    public Task A_useless_range_is_removed(string before, string after) =>
        Becomes(new RemoveAttributeFix(), "RPL014", Component(before), Component(after));

    [Fact]
    public Task An_exact_that_does_not_apply_is_removed() => Becomes(
        new RemoveAttributeFix(), "RPL024", Component("[Exact] public bool X;"), Component("public bool X;"));

    [Fact]
    public Task A_tolerance_that_does_not_apply_is_removed() => Becomes(
        new RemoveAttributeFix(), "RPL027", Component("[Tolerance(1)] public bool X;"), Component("public bool X;"));

    [Theory]
    [InlineData("RPL011", "Authority(Authority.Owner)", "Authority")]
    [InlineData("RPL019", "Audience(Audience.Owner)", "Audience")]
    public async Task A_stray_attribute_is_removed_or_its_struct_becomes_a_component(
        string id, string attribute, string name)
    {
        string before = $"namespace Game\n{{\n    [{attribute}]\n    public struct Health {{ }}\n}}";
        await Becomes(
            new RemoveAttributeFix(), id, before, "namespace Game\n{\n    public struct Health { }\n}");
        await Becomes(
            new AddReplicatedFix(), id, before,
            $"namespace Game\n{{\n    [Replicated]\n    [{attribute}]\n    public partial struct Health {{ }}\n}}");
        Assert.Equal(
            [$"Remove [{name}]"], await CodeFixHost.Titles(new RemoveAttributeFix(), id, Using + before));
    }

    [Fact]
    public async Task A_name_that_no_using_brings_is_written_whole() => Assert.Equal(
        "[Replication.Runtime.Replicated]\n[Replication.Runtime.Authority(0)] public partial struct Health;",
        await CodeFixHost.Fix(
            new AddReplicatedFix(), "RPL011", "[Replication.Runtime.Authority(0)] public partial struct Health;"));

    [Fact]
    public Task A_taken_id_becomes_the_next_free_one() => Becomes(
        new NextFreeIdFix(),
        "RPL016",
        Component("[FieldId(1)] public int A; [FieldId(5)] public int B; [FieldId(1)] public int C;"),
        Component("[FieldId(1)] public int A; [FieldId(5)] public int B; [FieldId(6)] public int C;"));

    [Fact]
    public Task All_taken_ids_become_different_ones_at_once() => AllBecome(
        new NextFreeIdFix(),
        "RPL016",
        Component("[FieldId(3)] public int A;\n[FieldId(3)] public int B;\n[FieldId(1)] public int C;\n"
            + "[FieldId(1)] public int D;\n[FieldId(3)] public int E;"),
        Component("[FieldId(3)] public int A;\n[FieldId(4)] public int B;\n[FieldId(1)] public int C;\n"
            + "[FieldId(5)] public int D;\n[FieldId(6)] public int E;"));

    [Fact]
    public async Task The_largest_id_has_no_next() => Assert.Empty(await CodeFixHost.Titles(
        new NextFreeIdFix(),
        "RPL016",
        Using + Component("[FieldId(65535)] public int A; [FieldId(65535)] public int B;")));

    [Theory]
    [InlineData("public float X;", "[Exact]\n    public float X;")]
    [InlineData("// Metres.\n    public float X;", "// Metres.\n    [Exact]\n    public float X;")]
    [InlineData("[FieldId(1)] public float X;", "[Exact]\n    [FieldId(1)] public float X;")]
    [InlineData("public int A; public float X;", "public int A; [Exact] public float X;")]
    [InlineData("public float X { get; set; }", "[field: Exact]\n    public float X { get; set; }")]
    public Task A_number_without_a_range_is_said_to_be_exact(string before, string after) =>
        Becomes(new AddExactFix(), "RPL015", Component(before), Component(after));

    [Fact]
    public Task All_numbers_are_said_to_be_exact_at_once() => AllBecome(
        new AddExactFix(),
        "RPL015",
        Component("public float X;\n    public double Y;\n    public int Z;"),
        Component("[Exact]\n    public float X;\n    [Exact]\n    public double Y;\n    public int Z;"));

    [Fact]
    public Task Lines_keep_their_ends() => Becomes(
        new AddExactFix(),
        "RPL015",
        Component("public float X;").Replace("\n", "\r\n", StringComparison.Ordinal),
        Component("[Exact]\n    public float X;").Replace("\n", "\r\n", StringComparison.Ordinal));

    private static string Component(string fields) =>
        $"[Replicated]\npublic partial struct Odd\n{{\n    {fields}\n}}";

    private static async Task Becomes(CodeFixProvider provider, string id, string before, string after) =>
        Assert.Equal(Using + after, await CodeFixHost.Fix(provider, id, Using + before));

    private static async Task AllBecome(CodeFixProvider provider, string id, string before, string after) =>
        Assert.Equal(Using + after, await CodeFixHost.FixAll(provider, id, Using + before));
}
