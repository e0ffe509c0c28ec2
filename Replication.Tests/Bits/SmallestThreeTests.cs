using System.Numerics;
using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Bits;

public class SmallestThreeTests
{
    private static readonly Gen<Quaternion> Rotations =
        from x in Gen.Float[-1, 1]
        from y in Gen.Float[-1, 1]
        from z in Gen.Float[-1, 1]
        from w in Gen.Float[-1, 1]
        where (x * x) + (y * y) + (z * z) + (w * w) > 0.01f
        select Quaternion.Normalize(new Quaternion(x, y, z, w));

    private static readonly Gen<int> Bits = Gen.Int[2, 10];

    [Fact]
    public void A_rotation_comes_back_within_its_steps() => Gen.Select(Rotations, Bits).Sample((rotation, bits) =>
    {
        int clamped = 0;
        Quaternion back = SmallestThree.Dequantize(SmallestThree.Quantize(rotation, bits, ref clamped), bits);
        float half = MathF.Sqrt(2) / ((1 << bits) - 1) / 2;

        // Half a step in each of three components, and what follows from them in the largest.
        float angle = 2 * MathF.Acos(Math.Min(1, Math.Abs(Quaternion.Dot(rotation, back))));
        return clamped == 0 && angle <= 8 * half && Math.Abs(back.Length() - 1) < 1e-3f;
    });

    [Fact]
    public void A_rotation_and_its_negative_and_any_length_of_it_are_the_same_word() =>
        Gen.Select(Rotations, Bits, Gen.Float[0.1f, 9]).Sample((rotation, bits, scale) =>
        {
            int clamped = 0;
            uint word = SmallestThree.Quantize(rotation, bits, ref clamped);
            uint negative = SmallestThree.Quantize(Quaternion.Negate(rotation), bits, ref clamped);

            // The scaled one may round to the neighbouring step.
            Quaternion scaled =
                SmallestThree.Dequantize(SmallestThree.Quantize(rotation * scale, bits, ref clamped), bits);
            float dot = Math.Abs(Quaternion.Dot(scaled, SmallestThree.Dequantize(word, bits)));
            bool isAtAxis = Math.Abs(Math.Abs(rotation.X) - 1e-9f) < 1e-9f;
            return clamped == 0 && dot > 0.6f && (word == negative || IsNeighbour(word, negative, bits) || isAtAxis);
        });

    [Fact]
    public void Every_word_gives_a_rotation_of_length_one() => Gen.Select(Gen.UInt, Bits).Sample((word, bits) =>
        Math.Abs(SmallestThree.Dequantize(word, bits).Length() - 1) < 1e-3f);

    [Fact]
    public void What_is_no_rotation_is_sent_as_the_identity_and_counted()
    {
        foreach (Quaternion bad in new[]
        {
            default, new Quaternion(float.NaN, 0, 0, 1), new Quaternion(0, float.PositiveInfinity, 0, 0),
            new Quaternion(float.MaxValue, float.MaxValue, 0, 0), new Quaternion(0, 0, 0, float.NegativeInfinity),
        })
        {
            int clamped = 0;
            uint word = SmallestThree.Quantize(bad, 9, ref clamped);
            Assert.Equal(1, clamped);
            Assert.True(Quaternion.Dot(Quaternion.Identity, SmallestThree.Dequantize(word, 9)) > 0.9999f);
        }
    }

    [Fact]
    public void A_delta_gives_the_word_that_was_sent() =>
        Gen.Select(Gen.UInt, Gen.UInt, Bits).Sample((baseline, current, bits) =>
        {
            uint mask = (1u << ((3 * bits) + 1)) | ((1u << ((3 * bits) + 1)) - 1);
            (baseline, current) = (baseline & mask, current & mask);
            var buffer = new byte[24];
            var writer = new BitWriter(buffer);
            SmallestThree.WriteDelta(ref writer, baseline, current, bits);
            var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
            return SmallestThree.ReadDelta(ref reader, baseline, bits) == current && !reader.Failed;
        });

    [Fact]
    public void A_small_turn_is_short_even_where_the_largest_component_changes()
    {
        int clamped = 0;
        var buffer = new byte[24];
        for (int i = 0; i < 4; i++)
        {
            // Around a tie of two components, in every sign.
            float first = i % 2 == 0 ? 0.70f : -0.70f, second = i < 2 ? 0.69f : -0.69f;
            uint before = SmallestThree.Quantize(new Quaternion(0.1f, first, 0.15f, second), 9, ref clamped);
            var turned = new Quaternion(0.1f, first * 0.97f, 0.15f, second * 1.03f);
            uint after = SmallestThree.Quantize(turned, 9, ref clamped);
            Assert.NotEqual(before >> 27, after >> 27);
            var writer = new BitWriter(buffer);
            SmallestThree.WriteDelta(ref writer, before, after, 9);
            Assert.True(writer.BitCount <= 24, $"{writer.BitCount} bits");
        }
    }

    // Rounding is not symmetric around zero: half-way between steps one sign goes up, the other down.
    private static bool IsNeighbour(uint a, uint b, int bits)
    {
        uint mask = (1u << bits) - 1;
        for (int shift = 0; shift < 3 * bits; shift += bits)
        {
            if (Math.Abs((int)((a >> shift) & mask) - (int)((b >> shift) & mask)) > 1) return false;
        }

        return a >> (3 * bits) == b >> (3 * bits);
    }
}
