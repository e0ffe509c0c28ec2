using System.Text.RegularExpressions;
using Replication.Generators.Parsing;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What peers compare before they trust each other's bits, and the table that they take it from.</summary>
public sealed partial class SchemaTests
{
    private const string Source = """
        using Replication.Runtime;

        namespace Game;

        public enum Team { Red, Blue }

        public struct Aim
        {
            [Quantize(-180, 180, 0.1)]
            public float Yaw;
        }

        [Replicated]
        [Authority(Authority.Owner)]
        public partial struct Player
        {
            public Aim Aim;
            public int Score;
            public Team Team;
        }
        """;

    [Theory]
    [InlineData("Player", "Person")]
    [InlineData("Authority.Owner", "Authority.Server")]
    [InlineData("int Score", "int Points")]
    [InlineData("int Score", "uint Score")]
    [InlineData("int Score", "float Score")]
    [InlineData("0.1", "0.2")]
    [InlineData("-180", "-179")]
    [InlineData("Red, Blue", "Red, Green, Blue")]
    [InlineData("public Aim Aim;\n    public int Score;", "public int Score;\n    public Aim Aim;")]
    public void A_change_of_meaning_changes_the_hash(string before, string after)
    {
        string changed = Source.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(Source, changed);
        Assert.NotEqual(HashOf(Source), HashOf(changed));
    }

    [Fact]
    public void A_change_that_sends_the_same_bits_leaves_the_hash_alone() => Assert.Equal(
        HashOf(Source), HashOf(Source.Replace("float Yaw", "double Yaw", StringComparison.Ordinal)));

    [Fact]
    public void Comments_leave_the_hash_alone() => Assert.Equal(
        HashOf(Source), HashOf(Source.Replace("public enum", "// A team.\npublic enum", StringComparison.Ordinal)));

    [Fact]
    public void The_table_has_every_component_in_the_order_of_names()
    {
        string[] names = [.. ReplicationSchema.Table.Codecs.ToArray().Select(codec => codec.Schema.Name)];
        Assert.Contains(typeof(SampleTransform).FullName!, names);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(Authority.Owner, Codec<SampleScore>.Schema.Authority);
        Assert.Equal(Authority.Server, Codec<SampleTag>.Schema.Authority);
    }

    [Fact]
    public void Fields_of_nested_structs_carry_their_path()
    {
        FieldSchema pitch = Codec<SampleNested>.Schema.Fields.Single(field => field.Name == "Secondary.Aim.Pitch");
        Assert.Equal(new FieldSchema("Secondary.Aim.Pitch", FieldKind.Number, 19, 1, 11, -90, 90, 0.1), pitch);
    }

    [Theory]
    [InlineData("Game", "Game")]
    [InlineData("My-Game.2D.class", "My_Game._2D.@class")]
    [InlineData("..", "")]
    public void The_tables_namespace_is_made_valid(string name, string expected) =>
        Assert.Equal(expected, SchemaNamespace.Valid(name));

    [Theory]
    [InlineData("Shared.Net", "namespace Shared.Net;")]
    [InlineData("", "namespace Game;")]
    public void The_table_is_in_the_root_namespace_or_the_assemblys(string rootNamespace, string expected)
    {
        string table = GeneratorHost.Generate(Source, rootNamespace).Last().SourceText.ToString();
        Assert.Contains(expected, table, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_without_components_has_no_table() =>
        Assert.Empty(GeneratorHost.Generate("namespace Game; public struct Plain { public int Value; }"));

    [Fact]
    public void A_component_in_the_global_namespace_has_a_codec() => Assert.Equal(
        ["Loose.Codec.g.cs", "ReplicationSchema.g.cs"],
        GeneratorHost.Generate("[Replication.Runtime.Replicated] public partial struct Loose { public int Value; }")
            .Select(source => source.HintName));

    private static string HashOf(string source) =>
        Hash().Match(GeneratorHost.Generate(source)[0].SourceText.ToString()).Value;

    [GeneratedRegex("Hash: 0x[0-9A-F]{16}UL")]
    private static partial Regex Hash();
}
