using System.Numerics;
using System.Runtime.CompilerServices;
using Replication.Runtime;
using Replication.Tests.Generators;

namespace Replication.Tests.Messages;

// A message for every kind of field that the generator has code for. The tests reach them through IMessage.

[Message(2, Reliability.Unreliable)]
public partial struct SampleShot
{
    [Quantize(-256, 255.998, 0.002)]
    public Vector3 Origin;

    public Vector3 Direction;

    [Quantize(0, 100, 0.5)]
    public float Charge;

    public Quaternion Aim;
    public SampleState State;
    public SampleBuffs Buffs;
    public bool IsCritical;
}

[Message]
public partial struct SampleScalars
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
    public float Exact32;
    public double Exact64;
    public Vector2 Two;
    public Vector4 Four;
    public SampleSwitch Switch;
    public SampleOnly Only;
    public SampleHandle Handle;
    public SampleEverything Everything;
    public SampleWide Wide;

    [Quantize(-100, 155, 1)]
    public int Health;

    [Quantize(0, 9007199254740992, 4194304)]
    public ulong Distance;

    [Quantize(-1, 1, 0.001)]
    public Vector2 Stick;

    [Quantize(-50, 50, 0.3)]
    public Vector4 Weights;

    [SmallestThree(10)]
    public Quaternion Fine;
}

[Message(1)]
public sealed partial record SampleChat(
    [field: MaxBytes(40)] string Text, uint Sender, [field: MaxCount(5)] List<uint> Receivers)
{
    [field: MaxBytes(600)]
    public string? Note { get; init; }

    [field: MaxCount(3)]
    [field: MaxBytes(8)]
    public List<string?>? Tags { get; init; }

    public bool Equals(SampleChat? other) => other is not null && Text == other.Text && Sender == other.Sender
        && Note == other.Note && Receivers.SequenceEqual(other.Receivers)
        && (Tags is null ? other.Tags is null : other.Tags is not null && Tags.SequenceEqual(other.Tags));

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

public readonly record struct SamplePoint([field: Quantize(-10, 10, 0.25)] float X, int? Y);

public sealed record SampleLeg([field: MaxBytes(10)] string Name)
{
    public SamplePoint From { get; init; }

    public required SamplePoint? To { get; init; }
}

[InlineArray(2)]
public struct SampleTexts
{
    private string _first;
}

[Message(7, Reliability.ReliableUnordered, Kind = MessageKind.Event, Id = 0x0300)]
public sealed partial record SampleRoute
{
    [MaxCount(4)]
    public SamplePoint[] Points = [];

    public required SampleLeg First { get; init; }

    public SampleLeg? Last { get; init; }

    [MaxCount(2)]
    public SampleLeg?[]? Legs;

    public SampleSlots Slots { get; init; }

    [MaxBytes(6)]
    public SampleTexts Texts;

    [field: Quantize(0, 1, 0.01)]
    [field: MaxCount(9)]
    public List<float> Weights { get; set; } = [];
}

public struct SamplePair<T>
{
    public T First { get; init; }
    public T? Second;
}

[Message]
public partial struct SampleMixed
{
    [Quantize(0, 10, 0.1)]
    public SampleGrid Grid;

    public SampleFloats? Floats;
    public SamplePair<SamplePoint> Points;

    [MaxCount(3)]
    public List<SampleLongs?> Longs;

    [MaxCount(2)]
    public SampleState[] States;
}

[Message(3, Reliability.Sequenced)]
public readonly partial record struct SampleMove(
    [field: Quantize(-1, 1, 0.01)] float Turn, SampleSwitch Fire, SamplePoint? Target);

[Message(Kind = MessageKind.Event)]
public partial struct SamplePing;

public static partial class SampleMessageContainer
{
    [Message]
    internal partial struct Hidden
    {
        private int _value;
        private Secret? _secret;

        public void Set(int value, int? secret) =>
            (_value, _secret) = (value, secret is { } given ? new Secret { Value = given } : null);

        public readonly (int Value, int? Secret) Get() => (_value, _secret?.Value);

        private struct Secret
        {
            public int Value;
        }
    }
}

// Names that generated code must not trip over.
[Message]
public partial struct SampleMessageNames
{
    public byte @class;
    public byte value;
    public bool writer;
    public int reader;
    public int input;
    public int i;
    [MaxCount(3)]
    public int[] Items;
    public int ItemsCount;
    public int ItemsItem;
    [Quantize(0, 1, 0.1)]
    public float? clamped;
    public int name;
}
