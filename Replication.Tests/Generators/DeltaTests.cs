using System.Numerics;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Generators;

/// <summary>What changes cost.</summary>
public sealed class DeltaTests
{
    [Fact]
    public void A_component_of_one_bool_costs_nothing_to_toggle()
    {
        Codec<SampleToggle>.WriteDelta([0], [1], out int bits);
        Assert.Equal(0, bits);
    }

    [Fact]
    public void A_bool_costs_its_bit_in_the_mask()
    {
        Codec<SampleToggles>.WriteDelta([0, 0, 1], [0, 1, 1], out int one);
        Codec<SampleToggles>.WriteDelta([0, 0, 1], [1, 1, 0], out int all);
        Assert.Equal((4, 1), (one, all));
    }

    [Fact]
    public void An_enum_of_two_values_costs_its_bit_in_the_mask()
    {
        var before = new SampleEnums { Only = SampleOnly.One };
        var after = before with { Switch = SampleSwitch.On };
        Codec<SampleEnums>.WriteDelta(
            Codec<SampleEnums>.Quantize(before), Codec<SampleEnums>.Quantize(after), out int bits);
        Assert.Equal(1 + 7, bits);
    }

    [Fact]
    public void A_transform_that_moved_a_little_costs_a_fraction_of_a_full_one()
    {
        var before = new SampleTransform { Position = new(10, 20, 30), Rotation = Quaternion.Identity };
        SampleTransform after = before with { Position = new(10.02f, 20, 30.01f) };
        uint[] baseline = Codec<SampleTransform>.Quantize(before);
        Codec<SampleTransform>.WriteDelta(baseline, Codec<SampleTransform>.Quantize(after), out int bits);
        Assert.InRange(bits, 1, Codec<SampleTransform>.Schema.FullBits / 4);
    }

    [Fact]
    public void An_array_costs_a_bit_for_each_element_that_stays()
    {
        var before = default(SampleArrays);
        var after = before;
        after.Exact[2] = 1;
        Codec<SampleArrays>.WriteDelta(
            Codec<SampleArrays>.Quantize(before), Codec<SampleArrays>.Quantize(after), out int bits);
        Assert.Equal(1 + 8 + 4 + 32, bits);
    }

    [Fact]
    public void A_nested_struct_has_a_mask_of_its_own()
    {
        var before = default(SampleNested);
        var after = before;
        after.Aim.Scoped = true;
        Codec<SampleNested>.WriteDelta(
            Codec<SampleNested>.Quantize(before), Codec<SampleNested>.Quantize(after), out int bits);
        Assert.Equal((1 + 4) + (1 + 3), bits);
    }

    [Fact]
    public void Unchanged_words_are_the_baselines_even_where_the_caller_left_others()
    {
        uint[] baseline = Codec<SampleToggles>.Quantize(new SampleToggles { First = true, Third = true });
        byte[] bytes = Codec<SampleToggles>.WriteDelta(baseline, [1, 1, 1], out _);
        uint[] current = [7, 7, 7];
        Read<SampleToggles>(bytes, baseline, current);
        Assert.Equal([1u, 1, 1], current);
    }

    private static void Read<T>(byte[] bytes, uint[] baseline, uint[] current)
        where T : unmanaged, IReplicated<T>
    {
        var reader = new BitReader(bytes);
        T.ReadDelta(ref reader, baseline, current);
    }
}
