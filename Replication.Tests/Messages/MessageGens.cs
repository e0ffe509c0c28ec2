using System.Numerics;
using CsCheck;
using Replication.Tests.Generators;

namespace Replication.Tests.Messages;

/// <summary>Random messages of every sample type, within their limits and now and then at them.</summary>
internal static class MessageGens
{
    private static readonly Gen<float> Float = Gen.UInt.Select(BitConverter.UInt32BitsToSingle);
    private static readonly Gen<double> Double = Gen.ULong.Select(BitConverter.UInt64BitsToDouble);
    private static readonly Gen<float> Ranged = Gen.Float[-300, 300];

    // Its components are far enough apart that rounding leaves their order alone.
    private static readonly Gen<Quaternion> Rotation = OneOf(
        new(0.1f, 0.2f, 0.3f, 0.9f), new(-0.9f, 0.1f, 0.25f, -0.3f), new Quaternion(0.3f, -0.85f, 0, 0.2f));

    private static readonly Gen<SamplePoint> Point =
        Gen.Select(Gen.Float[-12, 12], Gen.Int.Nullable(), (x, y) => new SamplePoint(x, y));

    private static readonly Gen<SampleLeg> Leg = Gen.Select(Text(10), Point, Point.Nullable(), (name, from, to) =>
        new SampleLeg(name) { From = from, To = to });

    private static readonly Gen<SampleSlot> Slot =
        Gen.Select(Gen.UShort, OneOf(SampleBuffs.None, SampleBuffs.Haste | SampleBuffs.Rage), Gen.Bool,
            (item, buffs, isOn) => new SampleSlot
            {
                Item = item, Buffs = buffs, Equipped = isOn ? SampleSwitch.On : SampleSwitch.Off,
            });

    public static Gen<SampleShot> Shot { get; } =
        from origin in Gen.Select(Ranged, Ranged, Ranged, (x, y, z) => new Vector3(x, y, z))
        from direction in Gen.Select(Float, Float, Float, (x, y, z) => new Vector3(x, y, z))
        from charge in Gen.Float[-10, 110]
        from aim in Rotation
        from state in Gen.SByte
        from buffs in Gen.UShort
        from isCritical in Gen.Bool
        select new SampleShot
        {
            Origin = origin, Direction = direction, Charge = charge, Aim = aim, State = (SampleState)state,
            Buffs = (SampleBuffs)buffs, IsCritical = isCritical,
        };

    public static Gen<SampleScalars> Scalars { get; } =
        from whole in Gen.ULong
        from single in Float
        from number in Double
        from ranged in Ranged
        from rotation in Rotation
        select unchecked(new SampleScalars
        {
            Signed8 = (sbyte)whole, Unsigned8 = (byte)whole, Signed16 = (short)whole, Unsigned16 = (ushort)whole,
            Signed32 = (int)whole, Unsigned32 = (uint)whole, Signed64 = (long)whole, Unsigned64 = whole,
            Letter = (char)whole, Flag = (whole & 1) != 0, Exact32 = single, Exact64 = number,
            Two = new(single, ranged), Four = new(ranged, single, 0, -0f), Switch = (SampleSwitch)(whole & 1),
            Only = (SampleOnly)(int)whole, Handle = (SampleHandle)(short)whole,
            Everything = (SampleEverything)(int)whole, Wide = (SampleWide)(long)whole, Health = (int)ranged,
            Distance = whole >> 8, Stick = new(ranged / 300, 2), Weights = new(ranged), Fine = rotation,
        });

    public static Gen<SampleChat> Chat { get; } =
        from text in Text(40)
        from sender in Gen.UInt
        from receivers in Gen.UInt.Array[0, 5]
        from note in Text(600).Null()
        from tags in Text(8).Null().Array[0, 3].Null()
        select new SampleChat(text, sender, [.. receivers]) { Note = note, Tags = tags?.ToList() };

    public static Gen<SampleRoute> Route { get; } =
        from points in Point.Array[0, 4]
        from first in Leg
        from last in Leg.Null()
        from legs in Leg.Null().Array[0, 2].Null()
        from slots in Slot.Array[5]
        from texts in Text(6).Array[2]
        from weights in Gen.Float[-0.5f, 1.5f].Array[0, 9]
        select new SampleRoute
        {
            Points = points, First = first, Last = last, Legs = legs, Slots = SlotsOf(slots),
            Texts = TextsOf(texts), Weights = [.. weights],
        };

    public static Gen<SampleMove> Move { get; } = Gen.Select(
        Gen.Float[-2, 2], Gen.Bool, Point.Nullable(), (turn, fires, target) =>
            new SampleMove(turn, fires ? SampleSwitch.On : SampleSwitch.Off, target));

    public static Gen<SampleMixed> Mixed { get; } =
        from grid in Gen.Float[-1, 11].Array[12]
        from floats in Gen.Float.Array[4].Null()
        from first in Point
        from longs in Gen.Long.Nullable().Array[0, 3]
        from states in Gen.SByte.Array[0, 2]
        select new SampleMixed
        {
            Grid = GridOf(grid), Floats = floats is null ? null : FloatsOf(floats),
            Points = new() { First = first, Second = new(first.X / 2, null) },
            Longs = [.. longs.Select(value => value is null ? default(SampleLongs?) : LongsOf(value.Value))],
            States = [.. states.Select(state => (SampleState)state)],
        };

    public static Gen<SamplePing> Ping { get; } = Gen.Const(default(SamplePing));

    public static Gen<SampleMessageNames> Names { get; } =
        Gen.Select(Gen.Byte, Gen.Int.Array[0, 3], Gen.Float[0, 1].Nullable(), (number, items, clamped) =>
            new SampleMessageNames
            {
                @class = number, value = number, reader = number, input = number, i = number, Items = items,
                ItemsCount = number, ItemsItem = number, clamped = clamped, name = number,
            });

    // Letters of one to four bytes, as many as fit.
    private static Gen<string> Text(int maxBytes) =>
        OneOf("a", "\0", "\"", "é", "€", "𝄞").Array[0, maxBytes].Select(letters =>
        {
            string text = "";
            foreach (string letter in letters)
            {
                if (System.Text.Encoding.UTF8.GetByteCount(text + letter) <= maxBytes) text += letter;
            }

            return text;
        });

    private static Gen<TValue> OneOf<TValue>(params TValue[] values) =>
        Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static SampleSlots SlotsOf(SampleSlot[] slots)
    {
        SampleSlots all = default;
        for (int i = 0; i < slots.Length; i++) all[i] = slots[i];
        return all;
    }

    private static SampleGrid GridOf(float[] numbers)
    {
        SampleGrid all = default;
        for (int i = 0; i < numbers.Length; i++) all[i / 4][i % 4] = numbers[i];
        return all;
    }

    private static SampleFloats FloatsOf(float[] numbers)
    {
        SampleFloats all = default;
        for (int i = 0; i < numbers.Length; i++) all[i] = numbers[i];
        return all;
    }

    private static SampleLongs LongsOf(long number)
    {
        SampleLongs all = default;
        (all[0], all[1]) = (number, ~number);
        return all;
    }

    private static SampleTexts TextsOf(string[] texts)
    {
        SampleTexts all = default;
        for (int i = 0; i < texts.Length; i++) all[i] = texts[i];
        return all;
    }
}
