using System.Numerics;
using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What a field's words are, and how near to the field they come back.</summary>
public sealed class QuantizationTests
{
    [Fact]
    public void Numbers_come_back_within_half_a_step() => Gen
        .Select(Gen.Float[-180, 180], Gen.Double[0, 1], Gen.Float[-1, 1], Gen.Float[-50, 50])
        .Sample((yaw, charge, stick, weight) =>
        {
            var value = new SampleRanges { Yaw = yaw, Charge = charge, Stick = new(stick), Weights = new(weight) };
            SampleRanges back = Back(value);
            Assert.InRange(back.Yaw - yaw, -0.05001f, 0.05001f);
            Assert.InRange(back.Charge - charge, -0.5001 / 255, 0.5001 / 255);
            Assert.InRange(back.Stick.Y - stick, -0.000501f, 0.000501f);
            Assert.InRange(back.Weights.W - weight, -0.15001f, 0.15001f);
        }, iter: 5000);

    [Fact]
    public void Whole_numbers_on_a_range_come_back_exactly() => Gen
        .Select(Gen.Int[-100, 155], Gen.UInt, Gen.SByte[-3, 4])
        .Sample((health, score, lane) =>
        {
            SampleRanges back = Back(new SampleRanges { Health = health, Score = score, Lane = lane });
            Assert.Equal((health, score, lane), (back.Health, back.Score, back.Lane));
        }, iter: 5000);

    [Fact]
    public void Every_step_of_a_range_has_its_own_word()
    {
        for (uint word = 0; word <= 3600; word++)
        {
            SampleRanges value = Codec<SampleRanges>.Dequantize([word, .. new uint[14]]);
            Assert.Equal(word, Codec<SampleRanges>.Quantize(value)[0]);
        }
    }

    [Fact]
    public void The_ends_of_a_range_are_exact_and_not_clamped()
    {
        var low = new SampleRanges
        {
            Yaw = -180, Charge = 0, Health = -100, Score = 0, Lane = -3, Stick = new(-1), Weights = new(-50),
            Coarse = Quaternion.Identity, Fine = Quaternion.Identity,
        };
        var high = new SampleRanges
        {
            Yaw = 180, Charge = 1, Health = 155, Score = uint.MaxValue, Lane = 4, Distance = 1UL << 53, Bit = 1,
            Stick = new(1), Coarse = Quaternion.Identity, Fine = Quaternion.Identity,
        };
        foreach (SampleRanges end in (SampleRanges[])[low, high])
        {
            uint[] words = Codec<SampleRanges>.Quantize(end, out int clamped);
            SampleRanges back = Codec<SampleRanges>.Dequantize(words);
            Assert.Equal(0, clamped);
            Assert.Equal((end.Yaw, end.Charge, end.Stick), (back.Yaw, back.Charge, back.Stick));
            Assert.Equal(
                (end.Health, end.Score, end.Lane, end.Distance, end.Bit),
                (back.Health, back.Score, back.Lane, back.Distance, back.Bit));
        }
    }

    [Theory]
    [InlineData(float.NaN, 0f)]
    [InlineData(float.PositiveInfinity, 8f)]
    [InlineData(float.NegativeInfinity, -8f)]
    [InlineData(8.5f, 8f)]
    [InlineData(-1e30f, -8f)]
    public void What_is_outside_its_range_is_clamped_and_counted(float value, float expected)
    {
        uint[] words = Codec<SampleSingle>.Quantize(new SampleSingle { Value = value }, out int clamped);
        Assert.Equal(1, clamped);
        Assert.Equal(expected, Codec<SampleSingle>.Dequantize(words).Value, 0.0001f);
    }

    [Fact]
    public void An_enum_outside_its_declared_values_is_clamped_and_counted()
    {
        var value = new SampleEnums { State = (SampleState)77, Switch = (SampleSwitch)(-1), Only = SampleOnly.One };
        SampleEnums back = Codec<SampleEnums>.Dequantize(Codec<SampleEnums>.Quantize(value, out int clamped));
        Assert.Equal(2, clamped);
        Assert.Equal((SampleState.Running, SampleSwitch.Off), (back.State, back.Switch));
    }

    [Fact]
    public void Clamped_numbers_of_nested_structs_and_arrays_are_counted()
    {
        var value = default(SampleNested);
        value.Primary.Aim.Yaw = 1000;
        value.Secondary.Slots[4].Buffs = (SampleBuffs)0xFFFF;
        value.Aim.Pitch = float.NaN;
        Codec<SampleNested>.Quantize(value, out int clamped);
        Assert.Equal(3, clamped);
    }

    [Fact]
    public void Exact_numbers_keep_every_bit() => Gen.Select(Gen.UInt, Gen.ULong).Sample((single, whole) =>
    {
        var value = new SampleNumbers
        {
            Exact32 = BitConverter.UInt32BitsToSingle(single),
            Exact64 = BitConverter.UInt64BitsToDouble(whole),
            Three = new(-0f, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(single)),
        };
        uint[] words = Codec<SampleNumbers>.Quantize(value);
        SampleNumbers back = Codec<SampleNumbers>.Dequantize(words);
        Assert.Equal([single, (uint)whole, (uint)(whole >> 32)], words[..3]);
        Assert.Equal(single, BitConverter.SingleToUInt32Bits(back.Exact32));
        Assert.Equal(whole, BitConverter.DoubleToUInt64Bits(back.Exact64));
        Assert.Equal(0x8000_0000u, BitConverter.SingleToUInt32Bits(back.Three.X));
        Assert.Equal(single, BitConverter.SingleToUInt32Bits(back.Three.Z));
    });

    [Fact]
    public void Whole_numbers_are_words_of_their_own_width()
    {
        var value = new SampleIntegers
        {
            Signed8 = -1, Signed16 = -2, Signed32 = -3, Signed64 = -4, Letter = 'x', Flag = true,
        };
        uint[] words = Codec<SampleIntegers>.Quantize(value);
        Assert.Equal(
            [0xFF, 0, 0xFFFE, 0, 0xFFFF_FFFD, 0, 0xFFFF_FFFC, 0xFFFF_FFFF, 0, 0, 'x', 1], words);
        Assert.Equal(value, Codec<SampleIntegers>.Dequantize(words));
    }

    [Fact]
    public void Enum_words_count_from_the_smallest_declared_value()
    {
        var value = new SampleEnums
        {
            State = SampleState.Running, Switch = SampleSwitch.On, Only = SampleOnly.One, Handle = (SampleHandle)(-1),
            Buffs = SampleBuffs.Rage | SampleBuffs.Haste, Everything = SampleEverything.All, Wide = SampleWide.Low,
        };
        uint[] words = Codec<SampleEnums>.Quantize(value, out int clamped);
        Assert.Equal(0, clamped);
        Assert.Equal([5, 1, 0, 0xFFFF, 17, 0xFFFF_FFFF, 0, 0x8000_0000], words);
        Assert.Equal(value, Codec<SampleEnums>.Dequantize(words));
    }

    [Fact]
    public void Private_fields_come_back()
    {
        var value = default(SampleContainer.Inner.Hidden);
        value.Set(0.75f, true, -12);
        var back = Codec<SampleContainer.Inner.Hidden>.Dequantize(Codec<SampleContainer.Inner.Hidden>.Quantize(value));
        Assert.Equal((0.75f, true, -12), back.Get());
    }

    private static SampleRanges Back(SampleRanges value) =>
        Codec<SampleRanges>.Dequantize(Codec<SampleRanges>.Quantize(value));
}
