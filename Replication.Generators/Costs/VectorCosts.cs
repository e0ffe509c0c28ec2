namespace Replication.Generators.Costs;

/// <summary>
/// What Runtime's DeltaContext costs: the order of each component's code follows from the lengths of the differences
/// before it, so the dearest change is not simply the largest. All lengths are looked at, the dearest and cheapest way
/// on from each (order, length before) once.
/// </summary>
internal static class VectorCosts
{
    private const int NoLength = -1;

    /// <summary>The cost of a vector at least one component of which changed.</summary>
    public static WireCost Of(int axes, int bits)
    {
        var known = new Dictionary<(int Left, int Order, int Previous, bool Changed), (int Min, int Max)>();
        (int min, int max) = Ends(axes, RangeOrder(bits), NoLength, hasChanged: false);
        return new WireCost(min, Sum(axes, bits, CodeCosts.TypicalDifference(bits)), max);

        (int Min, int Max) Ends(int left, int order, int previous, bool hasChanged)
        {
            // A vector in which nothing changed is not written.
            if (left == 0) return hasChanged ? (0, 0) : (int.MaxValue / 2, int.MinValue / 2);
            if (known.TryGetValue((left, order, previous, hasChanged), out var ends)) return ends;
            ends = (int.MaxValue, int.MinValue);
            for (int length = 0; length <= bits; length++)
            {
                (uint smallest, uint largest) = OfLength(length);
                (int min, int max) = Ends(left - 1, NextOrder(length, previous), length, hasChanged || length > 0);
                ends.Item1 = Math.Min(ends.Item1, CodeCosts.PrefixBits(smallest, order) + min);
                ends.Item2 = Math.Max(ends.Item2, CodeCosts.PrefixBits(largest, order) + max);
            }

            return known[(left, order, previous, hasChanged)] = ends;
        }
    }

    /// <summary>The bits of a vector none of whose components changed, where one is written all the same.</summary>
    public static int Unchanged(int axes, int bits) => Sum(axes, bits, difference: 0);

    /// <summary>Runtime's DeltaCode.RangeOrder.</summary>
    public static int RangeOrder(int bits) => (bits * 11) >> 5;

    // The cost where every component changes by the same.
    private static int Sum(int axes, int bits, uint difference)
    {
        int sum = 0;
        int order = RangeOrder(bits);
        int previous = NoLength;
        for (int axis = 0; axis < axes; axis++)
        {
            sum += CodeCosts.PrefixBits(difference, order);
            int length = Length(difference);
            order = NextOrder(length, previous);
            previous = length;
        }

        return sum;
    }

    private static int NextOrder(int length, int previous) =>
        Math.Max(0, (previous == NoLength ? length : (length + previous) >> 1) - 1);

    private static (uint Smallest, uint Largest) OfLength(int length) =>
        length == 0 ? (0, 0) : (1U << (length - 1), uint.MaxValue >> (32 - length));

    private static int Length(uint value)
    {
        int length = 0;
        for (; value != 0; value >>= 1) length++;
        return length;
    }
}
