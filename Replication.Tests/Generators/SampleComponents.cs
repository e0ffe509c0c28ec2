using System.Numerics;
using System.Runtime.CompilerServices;
using Replication.Runtime;

namespace Replication.Tests.Generators;

// A component for every kind of field that the generator has code for. The tests reach them through IReplicated.

[Replicated]
public partial struct SampleTransform
{
    [Quantize(-1024, 1023.99, 0.0078125)]
    public Vector3 Position;

    [Quantize(-16, 15.99, 0.015625)]
    public Vector3 Velocity;

    public Quaternion Rotation;
}

[Replicated]
public partial struct SampleIntegers
{
    public sbyte Signed8;
    public byte Unsigned8;
    public short Signed16;
    public ushort Unsigned16;
    public int Signed32;
    public uint Unsigned32;
    public long Signed64;
    public ulong Unsigned64;
    public char Letter;
    public bool Flag;
}

[Replicated]
public partial struct SampleNumbers
{
    public float Exact32;
    public double Exact64;
    public Vector2 Two;
    public Vector3 Three;
    public Vector4 Four;
    public bool Flag;
}

[Replicated]
public partial struct SampleRanges
{
    [Quantize(-180, 180, 0.1)]
    public float Yaw;

    [Quantize(0, 1, 1 / 255.0)]
    public double Charge;

    [Quantize(-100, 155, 1)]
    public int Health;

#pragma warning disable RPL014 // The widest range there is has to be coded too.
    [Quantize(0, 4294967295, 1)]
#pragma warning restore RPL014 // See above.
    public uint Score;

    [Quantize(-3, 4, 1)]
    public sbyte Lane;

    [Quantize(0, 9007199254740992, 4194304)]
    public ulong Distance;

    [Quantize(0, 1, 1)]
    public byte Bit;

    [Quantize(-1, 1, 0.001)]
    public Vector2 Stick;

    [Quantize(-50, 50, 0.3)]
    public Vector4 Weights;

    [SmallestThree(2)]
    public Quaternion Coarse;

    [SmallestThree(10)]
    public Quaternion Fine;
}

public enum SampleState : sbyte
{
    Dead = -2,
    Idle = 0,
    Running = 3,
}

public enum SampleSwitch
{
    Off,
    On,
}

public enum SampleOnly
{
    One = 7,
}

public enum SampleHandle : short;

[Flags]
public enum SampleBuffs : ushort
{
    None = 0,
    Haste = 1,
    Shield = 4,
    Rage = 16,
}

[Flags]
public enum SampleEverything
{
    None = 0,
    All = -1,
}

public enum SampleWide : long
{
    Low = long.MinValue,
    High = long.MaxValue,
}

[Replicated]
public partial struct SampleEnums
{
    public SampleState State;
    public SampleSwitch Switch;
    public SampleOnly Only;
    public SampleHandle Handle;
    public SampleBuffs Buffs;
    public SampleEverything Everything;
    public SampleWide Wide;
}

public struct SampleAim
{
    [Quantize(-180, 180, 0.1)]
    public float Yaw;

    [Quantize(-90, 90, 0.1)]
    public float Pitch;

    public bool Scoped;
}

public struct SampleLoadout
{
    public SampleAim Aim;
    public SampleSlots Slots;
#pragma warning disable CS0649 // A struct without fields has nothing that could be assigned.
    public SampleNothing Nothing;
#pragma warning restore CS0649
}

public struct SampleNothing;

public struct SampleSlot
{
    public ushort Item;
    public SampleBuffs Buffs;
    public SampleSwitch Equipped;
}

[InlineArray(5)]
public struct SampleSlots
{
    private SampleSlot _first;
}

[InlineArray(4)]
public struct SampleFloats
{
    private float _first;
}

[InlineArray(3)]
public struct SampleGrid
{
    private SampleFloats _first;
}

[InlineArray(10)]
public struct SampleBits
{
    private bool _first;
}

[InlineArray(3)]
public struct SamplePath
{
    [Quantize(-64, 64, 0.5)]
    private Vector3 _first;
}

[InlineArray(2)]
public struct SampleLongs
{
    private long _first;
}

[InlineArray(2)]
public struct SampleTurns
{
    private Quaternion _first;
}

[Replicated]
public partial struct SampleNested
{
    public SampleLoadout Primary;
    public SampleLoadout Secondary;
    public SampleAim Aim;
    public byte Ammunition;
}

[Replicated]
public partial struct SampleArrays
{
    public SampleFloats Exact;

    [Quantize(0, 100, 0.5)]
    public SampleFloats Ranged;

    [Quantize(0, 10, 0.1)]
    public SampleGrid Grid;

    public SampleBits Bits;
    public SamplePath Path;
    public SampleSlots Slots;
    public SampleLongs Longs;

    [SmallestThree(6)]
    public SampleTurns Turns;
}

[Replicated]
public partial struct SampleTag;

[Replicated]
[Authority(Authority.Owner)]
public partial record struct SampleScore([field: Quantize(0, 1000, 1)] int Points, bool Won, SampleState State);

public static partial class SampleContainer
{
    public partial record struct Inner
    {
        [Replicated]
        public partial struct Hidden
        {
            [Quantize(-1, 1, 0.25)]
            private float _value;
            private bool _value2;
            private Secret _secret;

            public void Set(float value, bool second, int secret) =>
                (_value, _value2, _secret.Value) = (value, second, secret);

            public readonly (float Value, bool Second, int Secret) Get() => (_value, _value2, _secret.Value);

            private struct Secret
            {
                public int Value;
            }
        }
    }
}

[Replicated]
public partial struct SampleToggle
{
    public bool On;
}

[Replicated]
public partial struct SampleToggles
{
    public bool First;
    public bool Second;
    public bool Third;
}

[Replicated]
public partial struct SampleSingle
{
    [Quantize(-8, 8, 0.01)]
    public float Value;
}

// Names that generated code must not trip over.
[Replicated]
public partial struct SampleNames
{
    public byte @class;
    public byte _class;
    public bool words;
    public int writer;
    [Quantize(0, 1, 0.1)]
    public float value;
    public float changed;
    public float FieldCount;
    public SampleNamesCodec Codec;

    public struct SampleNamesCodec
    {
        public byte Schema;
    }
}

[Replicated]
public partial struct SampleReferences
{
    [Parent]
    public NetRef<SampleTransform> Parent;

    public NetRef<SampleReferences> Next;
    public SampleReferenceArray Others;
    public bool Flag;
}

[InlineArray(3)]
public struct SampleReferenceArray
{
    private NetRef<SampleTransform> _first;
}
