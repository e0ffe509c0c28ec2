using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What the generated code of messages looks like. Every golden also compiles without a warning.</summary>
public sealed class MessageGoldenTests
{
    private const string Usings = """
        using System.Collections.Generic;
        using System.Numerics;
        using Replication.Runtime;

        namespace Game;


        """;

    private const string OnlyCodecsTouchFields = "#pragma warning disable CS0169, CS0649\n";

    [Fact]
    public void A_struct_of_numbers_is_straight_line_code() => Golden.Verify(GeneratorHost.Generate(Usings + """
        public enum Weapon { Bow, Sling }

        [Message(2, Reliability.Unreliable, Kind = MessageKind.Event)]
        public partial struct Shot
        {
            public uint Shooter;

            [Quantize(-256, 255.998, 0.002)]
            public Vector3 Origin;

            [Quantize(0, 100, 0.5)]
            public float Charge;

            public Quaternion Aim;
            public Weapon Weapon;
            public bool IsCritical;
        }
        """));

    [Fact]
    public void A_record_has_strings_lists_and_what_may_be_null() => Golden.Verify(GeneratorHost.Generate(Usings + """
        [Message(1, Id = 0x1234)]
        public sealed partial record Chat(
            [field: MaxBytes(200)] string Text, [field: MaxCount(8)] List<uint> Receivers, uint? ReplyTo)
        {
            [field: MaxBytes(32)]
            public string? Channel { get; init; }
        }
        """));

    [Fact]
    public void A_struct_in_a_struct_has_a_codec_of_its_own() => Golden.Verify(GeneratorHost.Generate(Usings + """
        public readonly record struct Cell(byte X, byte Y);

        [Message]
        public readonly partial record struct Build(
            Cell At, Cell? Facing, [field: MaxCount(4)] Cell[] Road);
        """, rootNamespace: "Game.Shared"));

    [Fact]
    public void Every_way_of_holding_a_value_compiles_without_a_warning() => Assert.Equal(
        ["Game.Everything.Message.g.cs", "ReplicationMessages.g.cs"],
        GeneratorHost.Generate(OnlyCodecsTouchFields + Usings + """
        public enum Team { Red, Blue }

        public readonly struct Pair<T> { public T First { get; init; } public T Second { get; init; } }

        public sealed record Leaf(Team Team, [field: MaxBytes(3)] string? Name);

        [System.Runtime.CompilerServices.InlineArray(2)]
        public struct Row { private Leaf _first; }

        [System.Runtime.CompilerServices.InlineArray(3)]
        public struct Grid { private Row _first; }

        [System.Runtime.CompilerServices.InlineArray(3)]
        public struct Maybe { private int? _first; }

        [Message]
        public partial struct Everything
        {
            public Team? Team;
            public Grid Grid;
            public Grid? OptionalGrid;
            public Maybe Maybe;
            public Pair<Vector3> Pair;
            public Pair<Team>? OptionalPair;
            public Leaf Leaf;
            public Leaf? OptionalLeaf;
            [MaxCount(2)] public Grid[] Grids;
            [MaxCount(2)] public List<Maybe?> Maybes;
            [MaxCount(2)] public Team?[]? Teams;
            [MaxCount(2)] public List<Leaf?>? Leaves;
            [MaxCount(2), MaxBytes(4)] public string?[] Texts;
            [MaxCount(2)] public List<Pair<int>> Pairs;
            [MaxCount(2), Quantize(0, 1, 0.1)] public Vector2?[] Vectors;
            [SmallestThree(4)] public Quaternion? Rotation;
        }
        """).Select(source => source.HintName));
}
