using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What the analyzers say of numbers: ranges that save nothing, numbers without one, and [Exact].</summary>
public sealed class RangeDiagnosticTests
{
    [Theory]
    [InlineData("byte", "0, 255, 1", 8, 8)]
    [InlineData("byte", "0, 200, 1", 8, 8)]
    [InlineData("short", "-32768, 32767, 1", 16, 16)]
    [InlineData("int", "-2147483648, 2147483647, 1", 32, 32)]
    [InlineData("uint", "0, 4294967295, 1", 32, 32)]
    public void A_range_that_costs_what_the_exact_type_costs(string type, string range, int bits, int exact) =>
        Expect.Warning(
            "RPL014",
            $"The range of 'Value' costs {bits} bits and an exact {type} costs {exact}; "
                + "remove [Quantize], or write a smaller range or a larger step",
            $"[Replicated] public partial struct Odd {{ [[|Quantize|]({range})] public {type} Value; }}");

    [Fact]
    public void A_useless_range_on_an_inline_arrays_elements_is_named_once() => Expect.Each(
        "RPL014",
        """
        [InlineArray(4)] public struct Bytes { [[|Quantize|](0, 255, 1)] private byte _first; }
        public struct Inner { public Bytes Values; }
        [Replicated] public partial struct A { public Inner Inner; }
        [Replicated] public partial struct B { public Inner Inner; }
        """);

    [Fact]
    public void A_range_that_saves_a_bit_is_fine() => Expect.Nothing(
        """
        [Replicated] public partial struct Fine
        {
            [Quantize(0, 127, 1)] public byte Seven;
            [Quantize(0, 4294967295, 1)] public long Half;
            [Quantize(0, 1e9, 0.25)] public double Precise;
            [Quantize(-1, 1, 0.001)] public Vector3 Direction;
        }
        """);

    [Fact]
    public void An_inverted_range_is_an_error_and_no_advice() => Expect.Error(
        "RPL006",
        "The range of 'Aim.Yaw' is not valid because its maximum -180 is not above its minimum 180; "
            + "write the smaller number first",
        """
        public struct Aim { [Quantize(180, [|-180|], 0.1)] public float Yaw; }
        [Replicated] public partial struct Player { public Aim Aim; }
        """);

    [Theory]
    [InlineData("float", "32")]
    [InlineData("double", "64")]
    [InlineData("Vector2", "2 x 32")]
    [InlineData("Vector3", "3 x 32")]
    [InlineData("Vector4", "4 x 32")]
    public void A_number_without_a_range(string type, string bits) => Expect.Advice(
        "RPL015",
        $"'Value' is sent exactly with {bits} bits; add [Quantize] with its range and step, "
            + "or [Exact] if that is on purpose",
        $"[Replicated] public partial struct Loose {{ public {type} [|Value|]; }}");

    [Fact]
    public void A_number_without_a_range_in_nested_structs_and_arrays() => Expect.Each(
        "RPL015",
        """
        [InlineArray(4)] public struct Heights { private float _first; }
        public struct Aim { public float [|Yaw|]; [Exact] public float Pitch; }
        [Replicated] public partial struct Player { public Aim Aim; public Heights [|Ground|]; }
        """);

    [Fact]
    public void A_struct_from_elsewhere_cannot_be_given_ranges_here() => Expect.Nothing(
        "[Replicated] public partial struct Wall { public Plane Side; public (int, float) Pair; }");

    [Fact]
    public void What_is_exact_or_never_a_range_needs_none() => Expect.Nothing(
        """
        [InlineArray(4)] public struct Heights { private float _first; }
        [Replicated] public partial struct Fine
        {
            [Exact] public float X;
            [Exact] public Vector3 Position;
            [Exact] public Heights Ground;
            [Exact] public int Score;
            public int Points;
            public Quaternion Rotation;
            public bool IsAwake;
        }
        public struct NoComponent { public float X; }
        """);

    [Theory]
    [InlineData("[Quantize(0, 1, 0.1)] public float", "it also has [Quantize]", "remove it")]
    [InlineData("public Quaternion", "its type is 'Quaternion'", "remove it")]
    [InlineData("public bool", "its type is 'bool'", "remove it")]
    [InlineData("public Aim", "its type is 'Aim'", "put it on the numbers in that struct")]
    public void Exact_where_it_does_not_apply(string field, string reason, string remedy) => Expect.Error(
        "RPL024",
        $"[Exact] of 'Value' does not apply because {reason}; {remedy}",
        $$"""
        public struct Aim { public int Yaw; }
        [Replicated] public partial struct Odd { [[|Exact|]] {{field}} Value; }
        """);
}
