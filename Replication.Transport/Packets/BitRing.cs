using System.Diagnostics;
using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// A window of bits over positions without end, which <see cref="BitRanges"/> sets and looks through: the bit of a
/// position lies at the position modulo the capacity, so at most <see cref="Capacity"/> neighbouring positions may be
/// in use at a time and the owner clears what leaves its window.
/// </summary>
internal readonly struct BitRing : IBitWords
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

    public ref ulong WordOf(long position) => ref _words[(int)(position >> 6) & (_words.Length - 1)];

    /// <summary>The bits of 32 positions, the first lowest.</summary>
    public uint Read32(long from)
    {
        // Two shifts, because a shift by 64 is a shift by 0.
        ulong low = WordOf(from) >> (int)from;
        ulong high = WordOf(from + WordBits) << (WordBits - 1 - (int)(from & (WordBits - 1))) << 1;
        return (uint)(low | high);
    }
}
