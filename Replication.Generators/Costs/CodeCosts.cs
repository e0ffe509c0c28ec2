namespace Replication.Generators.Costs;

/// <summary>What each of Runtime's delta codes costs: the twins of its writers, in counts instead of bits.</summary>
internal static class CodeCosts
{
    private const int IntegerOrder = 2;

    // Runtime's ReferenceCode.
    private const int ReferenceBits = 20;
    private const int ReferenceLowOrder = 7;
    private const int ReferenceHighOrder = 4;

    /// <summary>DeltaCode.WriteWord for a whole number of no declared range.</summary>
    public static WireCost Integer(int bits) => Word(bits, IntegerOrder);

    /// <summary>DeltaCode.WriteWord for a word on a range.</summary>
    public static WireCost Range(int bits) => Word(bits, VectorCosts.RangeOrder(bits));

    /// <summary>DeltaCode.WriteLong: a short difference in the prefix code, else all 64 bits.</summary>
    public static WireCost Long() => new(
        1 + PrefixBits(1, IntegerOrder), 1 + PrefixBits(1U << 16, IntegerOrder), 1 + 64);

    /// <summary>DeltaCode.WriteExact: a bit for each word, and those that changed whole.</summary>
    public static WireCost Exact(int words) => new(words + 32, words * 33, words * 33);

    /// <summary>SmallestThree.WriteDelta: whether the largest stays, else which it is; then the other three.</summary>
    public static WireCost Rotation(int bits)
    {
        WireCost three = VectorCosts.Of(3, bits);

        // Another largest component is a change by itself, the other three may all go on as they were.
        int others = 3 + VectorCosts.Unchanged(3, bits);
        return new WireCost(Math.Min(1 + three.Min, others), 1 + three.Typical, 3 + three.Max);
    }

    /// <summary>
    /// ReferenceCode.WriteDelta: a bit for each word, and those that changed; typically the index alone.
    /// </summary>
    public static WireCost Reference()
    {
        WireCost low = Word(ReferenceBits, ReferenceLowOrder), high = Word(ReferenceBits, ReferenceHighOrder);
        return new WireCost(2 + Math.Min(low.Min, high.Min), 2 + low.Typical, 2 + low.Max + high.Max);
    }

    /// <summary>The bits of PrefixCode.Write.</summary>
    public static int PrefixBits(uint value, int order) => (2 * Log2(value + (1UL << order))) - order + 1;

    /// <summary>The zigzag code of the typical difference of a word: half of its bits.</summary>
    public static uint TypicalDifference(int bits) => 1U << (bits / 2);

    // A difference of zero has no code, one takes its place; the largest is half around the circle of words.
    private static WireCost Word(int bits, int order) => new(
        PrefixBits(0, order),
        PrefixBits(TypicalDifference(bits) - 1, order),
        PrefixBits((uint.MaxValue >> (32 - bits)) - 1, order));

    private static int Log2(ulong value)
    {
        int bits = -1;
        for (; value != 0; value >>= 1) bits++;
        return bits;
    }
}
