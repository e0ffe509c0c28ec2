using System.Numerics;

namespace Replication.Runtime;

// An exponential Golomb code of a given order k, the static code of every difference, count and gap:
//
//     value + 2^k has l + 1 significant bits
//     l - k zeros | 1 | the low l bits of value + 2^k
//
// Small values cost k + 1 bits, a doubling costs two more. No table, no state: the bits depend on the value and the
// order alone, which is what lets connections share them.

/// <summary>Writes and reads unsigned numbers so that small ones are short.</summary>
/// <remarks>Allocates nothing, throws nothing.</remarks>
public static class PrefixCode
{
    /// <summary>The largest order.</summary>
    public const int MaxOrder = 31;

    /// <summary>The bits that <see cref="Write"/> spends.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="order">0 to <see cref="MaxOrder"/>: numbers below 2^order cost order + 1 bits.</param>
    /// <returns>1 to 65.</returns>
    public static int BitCount(uint value, int order) => (2 * BitOperations.Log2(value + (1UL << order))) - order + 1;

    /// <summary>Writes a number.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">Any number.</param>
    /// <param name="order">0 to <see cref="MaxOrder"/>: numbers below 2^order cost order + 1 bits.</param>
    public static void Write(ref BitWriter writer, uint value, int order)
    {
        ulong biased = value + (1UL << order);
        int valueBits = BitOperations.Log2(biased);
        int zeros = valueBits - order;
        int bits = zeros + 1 + valueBits;
        ulong rest = biased - (1UL << valueBits);
        if (bits <= BitWriter.MaxWriteBits)
        {
            writer.Write((rest << (zeros + 1)) | (1UL << zeros), bits);
            return;
        }

        writer.Write(1UL << zeros, zeros + 1);
        writer.Write(rest, valueBits);
    }

    /// <summary>Reads what <see cref="Write"/> wrote. The reader fails where no number of 32 bits is there.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="order">The order it was written with.</param>
    /// <returns>The number, or zero when the reader failed.</returns>
    public static uint Read(ref BitReader reader, int order)
    {
        ulong window = reader.Peek();
        int zeros = BitOperations.TrailingZeroCount(window);
        int valueBits = order + zeros;
        int bits = zeros + 1 + valueBits;
        if (bits <= BitReader.MaxReadBits)
        {
            ulong rest = (window >> (zeros + 1)) & ((1UL << valueBits) - 1);
            ulong value = rest + (1UL << valueBits) - (1UL << order);
            reader.Skip(bits);
            reader.Require(value <= uint.MaxValue);
            return reader.Failed ? 0 : (uint)value;
        }

        return ReadLong(ref reader, order, zeros, valueBits);
    }

    private static uint ReadLong(ref BitReader reader, int order, int zeros, int valueBits)
    {
        if (valueBits > 32)
        {
            reader.Fail();
            return 0;
        }

        reader.Skip(zeros + 1);
        ulong value = reader.Read(valueBits) + (1UL << valueBits) - (1UL << order);
        reader.Require(value <= uint.MaxValue);
        return reader.Failed ? 0 : (uint)value;
    }
}
