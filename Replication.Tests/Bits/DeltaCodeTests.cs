using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Bits;

public class DeltaCodeTests
{
    private static readonly Gen<int> Bits = Gen.Int[1, 32];

    [Fact]
    public void A_word_survives_against_any_baseline() =>
        Gen.Select(Gen.UInt, Gen.UInt, Bits, Gen.Int[0, 10]).Sample((baseline, current, bits, order) =>
        {
            (baseline, current) = (Fit(baseline, bits), Fit(current, bits));
            var buffer = new byte[16];
            var writer = new BitWriter(buffer);
            DeltaCode.WriteWord(ref writer, baseline, current, bits, order);
            var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
            return DeltaCode.ReadWord(ref reader, baseline, bits, order, Fit(uint.MaxValue, bits)) == current
                && !reader.Failed;
        });

    [Fact]
    public void A_small_step_across_the_ends_of_the_range_is_short() => Bits.Sample(bits =>
    {
        var buffer = new byte[16];
        var writer = new BitWriter(buffer);
        DeltaCode.WriteWord(ref writer, 0, Fit(uint.MaxValue, bits), bits, 0);
        return writer.BitCount <= 3;
    });

    [Fact]
    public void A_word_above_its_largest_is_refused()
    {
        var buffer = new byte[16];
        var writer = new BitWriter(buffer);
        DeltaCode.WriteWord(ref writer, 90, 110, 7, 2);
        var reader = new BitReader(buffer);
        DeltaCode.ReadWord(ref reader, 90, 7, 2, maxWord: 100);
        Assert.True(reader.Failed);
    }

    [Fact]
    public void A_vector_survives_against_any_baseline() =>
        Gen.Select(Gen.UInt.Array[3], Gen.UInt.Array[3], Bits).Sample((baseline, current, bits) =>
        {
            for (int i = 0; i < 3; i++) (baseline[i], current[i]) = (Fit(baseline[i], bits), Fit(current[i], bits));
            var buffer = new byte[40];
            var writer = new BitWriter(buffer);
            DeltaCode.WriteVector(ref writer, baseline, current, bits);
            var read = new uint[3];
            var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
            DeltaCode.ReadVector(ref reader, baseline, read, bits, Fit(uint.MaxValue, bits));
            return read.AsSpan().SequenceEqual(current) && !reader.Failed;
        });

    [Fact]
    public void Exact_words_and_long_numbers_survive() =>
        Gen.Select(Gen.UInt.Array[2], Gen.UInt.Array[2], Gen.Bool).Sample((baseline, current, isNear) =>
        {
            if (isNear) current = [baseline[0] + 5, baseline[1]];
            var buffer = new byte[40];
            var writer = new BitWriter(buffer);
            DeltaCode.WriteExact(ref writer, baseline, current);
            DeltaCode.WriteLong(ref writer, baseline, current);
            var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
            uint[] exact = new uint[2], whole = new uint[2];
            DeltaCode.ReadExact(ref reader, baseline, exact);
            DeltaCode.ReadLong(ref reader, baseline, whole);
            return exact.AsSpan().SequenceEqual(current) && whole.AsSpan().SequenceEqual(current) && !reader.Failed;
        });

    [Fact]
    public void Garbage_fails_or_gives_words_within_their_range() =>
        Gen.Select(Gen.Byte.Array[0, 24], Gen.UInt.Array[3], Bits).Sample((bytes, baseline, bits) =>
        {
            uint max = Fit(uint.MaxValue, bits) / 2;
            for (int i = 0; i < 3; i++) baseline[i] %= max + 1;
            var read = new uint[3];
            var reader = new BitReader(bytes);
            DeltaCode.ReadVector(ref reader, baseline, read, bits, max);
            return reader.Failed || read.All(word => word <= max);
        });

    private static uint Fit(uint value, int bits) => value & (uint.MaxValue >> (32 - bits));
}
