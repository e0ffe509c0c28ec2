using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// What is done to the bits of ranges of positions, 64 bits a step. A range runs from its first position to before its
/// last; positions may be negative. Nothing outside a range is looked at or changed, but the words that it begins and
/// ends in must be there.
/// </summary>
internal static class BitRanges
{
    private const int WordBits = 64;

    public static bool Get<TWords>(this TWords words, long position)
        where TWords : struct, IBitWords => (words.WordOf(position) >> (int)position & 1) != 0;

    public static void Set<TWords>(this TWords words, long from, long to)
        where TWords : struct, IBitWords
    {
        for (long at = from; at < to; at = NextWord(at))
            words.WordOf(at) |= MaskOf(at, to);
    }

    public static void Clear<TWords>(this TWords words, long from, long to)
        where TWords : struct, IBitWords
    {
        for (long at = from; at < to; at = NextWord(at))
            words.WordOf(at) &= ~MaskOf(at, to);
    }

    /// <summary>Sets those bits of a range that are clear in <paramref name="other"/>.</summary>
    public static void SetWhereClear<TWords>(this TWords words, TWords other, long from, long to)
        where TWords : struct, IBitWords
    {
        for (long at = from; at < to; at = NextWord(at))
            words.WordOf(at) |= MaskOf(at, to) & ~other.WordOf(at);
    }

    /// <summary>How many bits of a range are set.</summary>
    public static int Count<TWords>(this TWords words, long from, long to)
        where TWords : struct, IBitWords
    {
        int count = 0;
        for (long at = from; at < to; at = NextWord(at))
            count += BitOperations.PopCount(words.WordOf(at) & MaskOf(at, to));
        return count;
    }

    public static bool AllSet<TWords>(this TWords words, long from, long to)
        where TWords : struct, IBitWords => words.FindClear(from, to) == to;

    /// <summary>The first set position of a range, or its end.</summary>
    public static long FindSet<TWords>(this TWords words, long from, long to)
        where TWords : struct, IBitWords
    {
        for (long at = from; at < to; at = NextWord(at))
        {
            ulong found = words.WordOf(at) & MaskOf(at, to);
            if (found != 0)
                return WordStart(at) + BitOperations.TrailingZeroCount(found);
        }

        return to;
    }

    /// <summary>The first clear position of a range, or its end.</summary>
    public static long FindClear<TWords>(this TWords words, long from, long to)
        where TWords : struct, IBitWords
    {
        for (long at = from; at < to; at = NextWord(at))
        {
            ulong found = ~words.WordOf(at) & MaskOf(at, to);
            if (found != 0)
                return WordStart(at) + BitOperations.TrailingZeroCount(found);
        }

        return to;
    }

    /// <summary>The last set position of a range, or the one before its beginning.</summary>
    public static long FindLastSet<TWords>(this TWords words, long from, long to)
        where TWords : struct, IBitWords
    {
        for (long at = WordStart(to - 1); at + WordBits > from; at -= WordBits)
        {
            ulong found = words.WordOf(at) & MaskOf(Math.Max(at, from), to);
            if (found != 0)
                return at + WordBits - 1 - BitOperations.LeadingZeroCount(found);
        }

        return from - 1;
    }

    private static long WordStart(long position) => position & -WordBits;

    private static long NextWord(long position) => WordStart(position) + WordBits;

    // The bits of the range in the word of its position "from".
    private static ulong MaskOf(long from, long to)
    {
        ulong mask = ulong.MaxValue << (int)from;
        long beyond = NextWord(from) - to;
        return beyond > 0 ? mask & ulong.MaxValue >> (int)beyond : mask;
    }
}
