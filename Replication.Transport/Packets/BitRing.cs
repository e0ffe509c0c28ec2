using System.Diagnostics;
using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// A window of bits over positions without end: the bit of a position lies at the position modulo the capacity, so at
/// most <see cref="Capacity"/> neighbouring positions may be in use at a time and the owner clears what leaves its
/// window. Positions may be negative. Ranges run from their first position to before their last, 64 bits a step.
/// </summary>
internal sealed class BitRing
{
    private const int WordBits = 64;

    private readonly ulong[] _words;

    /// <param name="capacity">A power of two, at least 64.</param>
    public BitRing(int capacity)
    {
        Debug.Assert(capacity >= WordBits && BitOperations.IsPow2(capacity), "A whole number of words, by mask.");
        _words = new ulong[capacity / WordBits];
    }

    public int Capacity => _words.Length * WordBits;

    public bool this[long position] => (_words[IndexOf(position)] >> (int)position & 1) != 0;

    public void Set(long from, long to)
    {
        for (long at = from; at < to; at = NextWord(at))
            _words[IndexOf(at)] |= MaskOf(at, to);
    }

    public void Clear(long from, long to)
    {
        for (long at = from; at < to; at = NextWord(at))
            _words[IndexOf(at)] &= ~MaskOf(at, to);
    }

    /// <summary>
    /// Sets those bits of a range that are clear in <paramref name="other"/>, a ring of the same size.
    /// </summary>
    public void SetWhereClear(BitRing other, long from, long to)
    {
        for (long at = from; at < to; at = NextWord(at))
            _words[IndexOf(at)] |= MaskOf(at, to) & ~other._words[IndexOf(at)];
    }

    /// <summary>How many bits of a range are set.</summary>
    public int Count(long from, long to)
    {
        int count = 0;
        for (long at = from; at < to; at = NextWord(at))
            count += BitOperations.PopCount(_words[IndexOf(at)] & MaskOf(at, to));
        return count;
    }

    public bool AllSet(long from, long to) => FindClear(from, to) == to;

    /// <summary>The first set position of a range, or its end.</summary>
    public long FindSet(long from, long to)
    {
        for (long at = from; at < to; at = NextWord(at))
        {
            ulong found = _words[IndexOf(at)] & MaskOf(at, to);
            if (found != 0)
                return WordStart(at) + BitOperations.TrailingZeroCount(found);
        }

        return to;
    }

    /// <summary>The first clear position of a range, or its end.</summary>
    public long FindClear(long from, long to)
    {
        for (long at = from; at < to; at = NextWord(at))
        {
            ulong found = ~_words[IndexOf(at)] & MaskOf(at, to);
            if (found != 0)
                return WordStart(at) + BitOperations.TrailingZeroCount(found);
        }

        return to;
    }

    /// <summary>The last set position of a range, or the one before its beginning.</summary>
    public long FindLastSet(long from, long to)
    {
        for (long at = WordStart(to - 1); at + WordBits > from; at -= WordBits)
        {
            ulong found = _words[IndexOf(at)] & MaskOf(Math.Max(at, from), to);
            if (found != 0)
                return at + WordBits - 1 - BitOperations.LeadingZeroCount(found);
        }

        return from - 1;
    }

    /// <summary>The bits of 32 positions, the first lowest.</summary>
    public uint Read32(long from)
    {
        // Two shifts, because a shift by 64 is a shift by 0.
        ulong low = _words[IndexOf(from)] >> (int)from;
        ulong high = _words[IndexOf(from + WordBits)] << (WordBits - 1 - (int)(from & (WordBits - 1))) << 1;
        return (uint)(low | high);
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

    private int IndexOf(long position) => (int)(position >> 6) & (_words.Length - 1);
}
