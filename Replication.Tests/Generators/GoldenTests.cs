using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What generated code looks like. Every golden also compiles against Runtime without a warning.</summary>
public sealed class GoldenTests
{
    private const string Usings = """
        using System;
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using Replication.Runtime;

        namespace Game;


        """;

    [Fact]
    public void A_transform_is_packed_into_three_writes() => Golden.Verify(GeneratorHost.Generate(Usings + """
        [Replicated]
        public partial struct Transform
        {
            [Quantize(-1024, 1023.99, 0.0078125)]
            public Vector3 Position;

            [Quantize(-16, 15.99, 0.015625)]
            public Vector3 Velocity;

            public Quaternion Rotation;
        }
        """));

    [Fact]
    public void Rate_priority_and_tolerances_are_in_the_schema() => Golden.Verify(GeneratorHost.Generate(Usings + """
        [Replicated(Rate = 5, Priority = 0.5)]
        public partial struct Weather
        {
            [Tolerance(0.25)]
            public float Wind;

            [Tolerance(2)]
            public byte Clouds;

            public bool IsRaining;
        }
        """));

    [Fact]
    public void Every_scalar_kind_has_its_words() => Golden.Verify(GeneratorHost.Generate(Usings + """
        [Replicated]
        public partial struct Scalars
        {
            public bool Bool;
            public sbyte SByte;
            public byte Byte;
            public short Short;
            public ushort UShort;
            public char Char;
            public int Int;
            public uint UInt;
            public long Long;
            public ulong ULong;
            public float Float;
            public double Double;
            public Vector2 Two;
            public Vector3 Three;
            public Vector4 Four;

            [Quantize(-180, 180, 0.1)]
            public float Yaw;

            [Quantize(0, 1, 0.001)]
            public double Charge;

            [Quantize(-100, 155, 1)]
            public int Health;

            [SmallestThree(6)]
            public Quaternion Rotation;
        }
        """));

    [Fact]
    public void Enums_span_their_declared_values() => Golden.Verify(GeneratorHost.Generate(Usings + """
        public enum State : sbyte { Dead = -2, Idle = 0, Running = 3 }

        public enum Team { Red, Blue }

        public enum Item : ushort;

        [Flags]
        public enum Buffs : byte { None = 0, Haste = 1, Shield = 4 }

        public enum Key : ulong { Low = 0, High = ulong.MaxValue }

        [Replicated]
        public partial struct Status
        {
            public State State;
            public Team Team;
            public Item Item;
            public Buffs Buffs;
            public Key Key;
        }
        """));

    [Fact]
    public void Structs_and_inline_arrays_nest() => Golden.Verify(GeneratorHost.Generate(Usings + """
        public struct Aim
        {
            [Quantize(-180, 180, 0.1)]
            public float Yaw;

            public bool Scoped;
        }

        public struct Slot
        {
            public ushort Item;
            public Aim Aim;
        }

        [InlineArray(4)]
        public struct Slots
        {
            private Slot _first;
        }

        [InlineArray(3)]
        public struct Weights
        {
            private float _first;
        }

        [Replicated]
        public partial struct Equipment
        {
            public Slots Slots;
            public Aim Aim;

            [Quantize(0, 10, 0.1)]
            public Weights Weights;
        }
        """));

    [Fact]
    public void A_struct_without_fields_is_a_tag() => Golden.Verify(GeneratorHost.Generate(Usings + """
        [Replicated]
        public partial struct Frozen;
        """));

    [Fact]
    public void Private_fields_in_nested_types_are_reached() => Golden.Verify(GeneratorHost.Generate(Usings + """
        public static partial class Match
        {
            internal partial record struct Round
            {
                [Replicated]
                internal partial struct Clock
                {
                    private ushort _seconds;
                    private bool _isStopped;

                    public void Stop(ushort seconds) => (_seconds, _isStopped) = (seconds, true);

                    public readonly bool IsOver => _isStopped && _seconds == 0;
                }
            }
        }
        """));

    [Fact]
    public void The_schema_lists_components_by_name() => Golden.Verify(GeneratorHost.Generate(Usings + """
        [Replicated]
        [Authority(Authority.Owner)]
        public partial record struct Steering([field: Quantize(-1, 1, 0.01)] float Turn, bool Fires);

        [Replicated, Authority(Authority.Server)]
        public partial struct Armor { public byte Value; }

        [Replicated]
        public partial struct frozenSolid;
        """, rootNamespace: "Game.Shared"));

    [Fact]
    public void A_reference_is_the_id_of_a_replica() => Golden.Verify(GeneratorHost.Generate(Usings + """
        [Replicated]
        public partial struct Ship;

        [InlineArray(2)]
        public struct Crew { private NetRef<Ship> _first; }

        [Replicated]
        public partial struct Turret
        {
            [Parent] public NetRef<Ship> Ship;
            [FieldId(3)] public NetRef<Turret> Next;
            public Crew Crew;
        }
        """));
}
