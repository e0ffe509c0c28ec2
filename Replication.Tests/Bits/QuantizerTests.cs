using System.Numerics;
using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Bits;

public class QuantizerTests
{
    [Fact]
    public void Every_word_comes_back_as_itself() =>
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[1e-6, 10], Gen.UInt, Gen.UInt).Sample((min, step, max, word) =>
        {
            max = Math.Max(1, max);
            word %= max;
            int clamped = 0;
            double value = Quantizer.Dequantize(word, min, step);

            // Where the step drowns in the minimum's own precision no word can be told from its neighbours.
            return Math.Abs(min) + (max * step) > step * 1e12
                || (Quantizer.Quantize(value, min, 1 / step, max, ref clamped) == word && clamped == 0);
        });

    [Fact]
    public void A_value_in_range_is_off_by_half_a_step_at_most() =>
        Gen.Select(Gen.Double[-100, 100], Gen.Double[0.001, 5]).Sample((value, step) =>
        {
            int clamped = 0;
            var max = (uint)Math.Ceiling(200 / step);
            double back = Quantizer.Dequantize(Quantizer.Quantize(value, -100, 1 / step, max, ref clamped), -100, step);
            return clamped == 0 && Math.Abs(back - value) <= (step / 2) + 1e-9;
        });

    [Theory]
    [InlineData(double.NaN, 50u)]
    [InlineData(double.PositiveInfinity, 100u)]
    [InlineData(double.NegativeInfinity, 0u)]
    [InlineData(1e300, 100u)]
    [InlineData(-1e300, 0u)]
    [InlineData(5.06, 100u)]
    [InlineData(-5.06, 0u)]
    public void What_is_outside_the_range_is_clamped_and_counted(double value, uint word)
    {
        int clamped = 0;
        Assert.Equal(word, Quantizer.Quantize(value, -5, 10, 100, ref clamped));
        Assert.Equal(1, clamped);
    }

    [Fact]
    public void NaN_becomes_the_end_nearer_to_zero_where_zero_is_outside()
    {
        int clamped = 0;
        Assert.Equal(0u, Quantizer.Quantize(double.NaN, 5, 10, 100, ref clamped));
        Assert.Equal(100u, Quantizer.Quantize(double.NaN, -15, 10, 100, ref clamped));
        Assert.Equal(2, clamped);
    }

    [Theory]
    [InlineData(-5.0, 0u)]
    [InlineData(5.0, 100u)]
    [InlineData(0.0, 50u)]
    public void The_ends_of_the_range_are_exact_and_not_counted(double value, uint word)
    {
        int clamped = 0;
        Assert.Equal(word, Quantizer.Quantize(value, -5, 10, 100, ref clamped));
        Assert.Equal(0, clamped);
        Assert.Equal(value, Quantizer.Dequantize(word, -5, 0.1), 12);
    }

    [Fact]
    public void A_vector_gives_the_words_of_its_axes_and_back()
    {
        Gen<float> axis = Gen.OneOf(Gen.Float[-130, 130], Gen.Float, Gen.OneOf(float.NaN, float.PositiveInfinity, -0f));
        Gen<uint> max = Gen.OneOf(Gen.UInt[1, 1 << 20], Gen.OneOf((uint)int.MaxValue, uint.MaxValue));
        Gen.Select(axis, axis, axis, axis, max).Sample((x, y, z, w, maxWord) =>
        {
            double step = 200.0 / maxWord;
            int axes = 0, two = 0, three = 0, four = 0;
            uint[] expected = [.. new[] { x, y, z, w }.Select(value =>
                Quantizer.Quantize(value, -100, 1 / step, maxWord, ref axes))];
            int ofThree = new[] { x, y, z }.Count(value => IsClamped(value, step, maxWord));
            uint[] words2 = new uint[2], words3 = new uint[3], words4 = new uint[4];
            VectorQuantizer.Quantize(new Vector2(x, y), -100, 1 / step, maxWord, words2, ref two);
            VectorQuantizer.Quantize(new Vector3(x, y, z), -100, 1 / step, maxWord, words3, ref three);
            VectorQuantizer.Quantize(new Vector4(x, y, z, w), -100, 1 / step, maxWord, words4, ref four);
            VectorQuantizer.Dequantize(words4, -100, step, out Vector4 back);
            return expected.AsSpan(0, 2).SequenceEqual(words2) && expected.AsSpan(0, 3).SequenceEqual(words3)
                && expected.AsSpan().SequenceEqual(words4) && four == axes && three == ofThree && two <= three
                && back.W == (float)Quantizer.Dequantize(words4[3], -100, step);
        });
    }

    [Theory]
    [InlineData(long.MinValue, 0u, 1)]
    [InlineData(-4L, 0u, 1)]
    [InlineData(-3L, 0u, 0)]
    [InlineData(7L, 10u, 0)]
    [InlineData(8L, 10u, 1)]
    [InlineData(long.MaxValue, 10u, 1)]
    public void Whole_numbers_are_clamped_and_counted(long value, uint word, int count)
    {
        int clamped = 0;
        Assert.Equal(word, Quantizer.QuantizeInteger(value, -3, 10, ref clamped));
        Assert.Equal(count, clamped);
    }

    private static bool IsClamped(double value, double step, uint maxWord)
    {
        int clamped = 0;
        Quantizer.Quantize(value, -100, 1 / step, maxWord, ref clamped);
        return clamped == 1;
    }
}
