using System.Text.RegularExpressions;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>Ids that name fields across versions: what may not be written, and what the schema says.</summary>
public sealed partial class FieldIdTests
{
    [Fact]
    public void An_id_that_two_fields_have() => Expect.Error(
        "RPL016",
        "The id 7 of 'Armor' is that of 'Health' too; give one of them another id",
        """
        [Replicated] public partial struct Player
        {
            [FieldId(7)] public int Health;
            [FieldId(8)] public int Shield;
            [FieldId([|7|])] public int Armor;
        }
        """);

    [Fact]
    public void An_id_that_two_fields_of_a_nested_struct_have() => Expect.Error(
        "RPL016",
        "The id 1 of 'Aim.Pitch' is that of 'Yaw' too; give one of them another id",
        """
        public struct Aim { [FieldId(1)] public int Yaw; [FieldId(id: [|1|])] public int Pitch; }
        [Replicated] public partial struct Player { [FieldId(1)] public Aim Aim; }
        """);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("65536")]
    public void An_id_that_is_out_of_range(string id) => Expect.Error(
        "RPL017",
        $"The id {id} of 'Health' is out of range; use 1 to 65535",
        $"[Replicated] public partial struct Player {{ [FieldId([|{id}|])] public int Health; }}");

    [Fact]
    public void The_same_id_in_different_structs_is_fine() => Expect.Nothing(
        """
        public struct Aim { [FieldId(1)] public int Yaw; [FieldId(65535)] public int Pitch; }
        [Replicated] public partial struct Player
        {
            [FieldId(1)] public Aim Aim;
            [field: FieldId(2)] public int Health { get; set; }
            public static int Count;
        }
        [Replicated] public partial struct Door { [FieldId(1)] public bool IsOpen; }
        """);

    [Fact]
    public void A_field_with_an_id_may_be_renamed()
    {
        const string Source = "[FieldId(3)] public int Health;";
        Assert.Equal(HashOf(Source), HashOf(Source.Replace("Health", "Points", StringComparison.Ordinal)));
        Assert.NotEqual(HashOf(Source), HashOf(Source.Replace("3", "4", StringComparison.Ordinal)));
        Assert.NotEqual(HashOf(Source), HashOf("public int Health;"));
    }

    [Fact]
    public void The_schema_says_the_id() => Assert.Contains(
        "new(\"Health\", global::Replication.Runtime.FieldKind.WholeNumber, 0, 1, 32, "
            + "int.MinValue, int.MaxValue, Id: 3)",
        Generate("[FieldId(3)] public int Health;"),
        StringComparison.Ordinal);

    [Fact]
    public void A_field_without_an_id_has_none_in_its_schema() =>
        Assert.All(Codec<SampleTransform>.Schema.Fields, static field => Assert.Equal(0, field.Id));

    [Fact]
    public void The_schema_says_the_audience()
    {
        Assert.Equal(Audience.Everyone, Codec<SampleTransform>.Schema.Audience);
        string plain = Generate("public int Gold;");
        string owners = Generate("public int Gold;", "[Audience(Audience.Owner)]");
        Assert.DoesNotContain("Audience", plain, StringComparison.Ordinal);
        Assert.Contains("Audience: global::Replication.Runtime.Audience.Owner,", owners, StringComparison.Ordinal);
        Assert.NotEqual(Hash().Match(plain).Value, Hash().Match(owners).Value);
        Assert.Equal(plain, Generate("public int Gold;", "[Audience(Audience.Everyone)]"));
    }

    private static string HashOf(string fields) => Hash().Match(Generate(fields)).Value;

    private static string Generate(string fields, string attributes = "") => GeneratorHost.Generate(
        $"using Replication.Runtime; namespace Game; [Replicated] {attributes} "
            + $"public partial struct Player {{ {fields} }}")[0].SourceText.ToString();

    [GeneratedRegex("Hash: 0x[0-9A-F]{16}UL")]
    private static partial Regex Hash();
}
