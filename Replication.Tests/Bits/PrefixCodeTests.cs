using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Bits;

public class PrefixCodeTests
{
    private static readonly Gen<uint> Values = Gen.OneOf(
        Gen.UInt, Gen.UInt[0, 300], Gen.OneOf(0u, 1u, uint.MaxValue, uint.MaxValue - 1, 1u << 31));

    [Fact]
    public void Every_number_survives_in_every_order() =>
        Gen.Select(Values, Gen.Int[0, PrefixCode.MaxOrder], Gen.Int[0, 7]).Sample((value, order, shift) =>
        {
            var buffer = new byte[12];
            var writer = new BitWriter(buffer);
            writer.Write(0, shift);
            PrefixCode.Write(ref writer, value, order);
            var reader = new BitReader(buffer.AsSpan(0, writer.ByteCount));
            reader.Read(shift);
            return writer.BitCount == shift + PrefixCode.BitCount(value, order)
                && PrefixCode.Read(ref reader, order) == value && !reader.Failed;
        });

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 3)]
    [InlineData(2, 0, 3)]
    [InlineData(3, 0, 5)]
    [InlineData(31, 5, 6)]
    [InlineData(32, 5, 8)]
    [InlineData(uint.MaxValue, 0, 65)]
    public void A_number_costs_what_its_order_says(uint value, int order, int bits) =>
        Assert.Equal(bits, PrefixCode.BitCount(value, order));

    [Fact]
    public void A_number_of_more_than_32_bits_is_refused()
    {
        // 33 zeros, then a one: the value that follows would have 33 bits.
        var buffer = new byte[16];
        var writer = new BitWriter(buffer);
        writer.Write(1UL << 33, 34);
        writer.Write(0, 33);
        var reader = new BitReader(buffer);
        Assert.Equal(0u, PrefixCode.Read(ref reader, 0));
        Assert.True(reader.Failed);
    }

    [Fact]
    public void Garbage_and_truncation_fail_or_give_a_number() =>
        Gen.Select(Gen.Byte.Array[0, 12], Gen.Int[0, PrefixCode.MaxOrder]).Sample((bytes, order) =>
        {
            var reader = new BitReader(bytes);
            for (int i = 0; i < 100 && !reader.Failed; i++) PrefixCode.Read(ref reader, order);
            return reader.Failed && PrefixCode.Read(ref reader, order) == 0;
        });

    [Fact]
    public void A_change_mask_survives_and_the_typical_one_costs_a_bit() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[1, 64]).Sample((mask, typical, count) =>
        {
            ulong all = ulong.MaxValue >> (64 - count);
            (mask, typical) = (mask & all, typical & all);
            var buffer = new byte[16];
            var writer = new BitWriter(buffer);
            ChangeMask.Write(ref writer, mask, typical, count);
            int bits = writer.BitCount;
            ChangeMask.Write(ref writer, typical, typical, count);
            var reader = new BitReader(buffer);
            return writer.BitCount == bits + 1
                && ChangeMask.Read(ref reader, typical, count) == mask
                && ChangeMask.Read(ref reader, typical, count) == typical;
        });
}
