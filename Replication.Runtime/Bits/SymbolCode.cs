using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Replication.Runtime;

// A canonical prefix code. Symbols in order of (length, number) take the next free code of their length, first bit
// highest; the stream has each code's first bit first:
//
//     lengths 2 1 3 3   ->   1: 0   0: 10   2: 110   3: 111
//
// Codes of up to 8 bits are read with one look into a table, longer ones bit by bit.

/// <summary>A static code for a few symbols, made of how many bits each of them takes.</summary>
/// <remarks>Does not change after it was made; reading and writing allocate nothing.</remarks>
internal sealed class SymbolCode
{
    /// <summary>The longest code of a symbol, in bits.</summary>
    public const int MaxLength = 15;

    /// <summary>How many bits the table of short codes looks at.</summary>
    public const int TableBits = 8;

    /// <summary>The low bits of an entry, which are its length; the code or symbol is above them.</summary>
    public const int LengthBits = 4;

    private const int LengthMask = (1 << LengthBits) - 1;

    private readonly ushort[] _table = new ushort[1 << TableBits];
    private readonly uint[] _codes;
    private readonly ushort[] _symbols;
    private readonly int[] _countOfLength = new int[MaxLength + 1];

    /// <summary>Makes the code.</summary>
    /// <param name="lengths">
    /// The bits of each symbol, as one hexadecimal digit each: 1 to f, and 0 where it is the only symbol.
    /// </param>
    /// <exception cref="ArgumentException">The lengths are not those of a prefix code that uses every bit.</exception>
    public SymbolCode(string lengths)
    {
        _codes = new uint[lengths.Length];
        _symbols = new ushort[lengths.Length];
        if (lengths == "0") return;
        if (!IsPrefixCode(lengths)) Throw.CodeLengths(lengths);
        foreach (char digit in lengths) _countOfLength[LengthOf(digit)]++;
        Assign(lengths);
    }

    /// <summary>Whether lengths are those of a prefix code that uses every bit pattern.</summary>
    public static bool IsPrefixCode(string lengths)
    {
        int room = 1 << MaxLength;
        foreach (char digit in lengths)
        {
            if (!char.IsAsciiHexDigit(digit) || digit == '0') return false;
            room -= 1 << (MaxLength - LengthOf(digit));
        }

        return room == 0;
    }

    /// <summary>For each symbol its bits, the first lowest, above their number.</summary>
    public ReadOnlySpan<uint> Entries => _codes;

    /// <summary>For each pattern of the next bits the symbol, above its bits' number; 0 for a longer code.</summary>
    public ReadOnlySpan<ushort> Table => _table;

    /// <summary>How many bits a symbol takes.</summary>
    public int Length(int symbol) => (int)_codes[symbol] & LengthMask;

    /// <summary>How many symbols there are.</summary>
    public int Count => _codes.Length;

    /// <summary>Writes a symbol.</summary>
    public void Write(ref BitWriter writer, int symbol)
    {
        uint entry = _codes[symbol];
        writer.Write(entry >> LengthBits, (int)entry & LengthMask);
    }

    /// <summary>Reads a symbol. Every bit pattern is one, so only the end of the stream fails.</summary>
    public int Read(ref BitReader reader)
    {
        if (Count == 1) return 0;
        ulong window = reader.Peek();
        int entry = _table[(int)window & ((1 << TableBits) - 1)];
        if (entry == 0) entry = FindLong(window);
        reader.Skip(entry & LengthMask);
        return entry >> LengthBits;
    }

    /// <summary>The entry of a code that is too long for the table.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int FindLong(ulong window)
    {
        // Length by length: the codes of one length follow each other from where those one shorter, doubled, end.
        int code = 0, first = 0, place = 0;
        for (int length = 1; length <= MaxLength; length++, window >>= 1)
        {
            code = (code << 1) | (int)(window & 1);
            int count = _countOfLength[length];
            first <<= 1;
            if (code - first < count) return (_symbols[place + code - first] << LengthBits) | length;

            place += count;
            first += count;
        }

        Debug.Fail("The lengths use every bit pattern.");
        return 0;
    }

    private static int LengthOf(char digit) => Convert.ToInt32(digit.ToString(), 16);

    private void Assign(string lengths)
    {
        uint code = 0;
        int place = 0;
        for (int length = 1; length <= MaxLength; length++, code <<= 1)
        {
            char digit = length.ToString("x", null)[0];
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (char.ToLowerInvariant(lengths[symbol]) != digit) continue;
                _symbols[place++] = (ushort)symbol;
                Enter(symbol, Reverse(code++, length), length);
            }
        }
    }

    private void Enter(int symbol, uint bits, int length)
    {
        _codes[symbol] = (bits << LengthBits) | (uint)length;
        for (uint rest = 0; length <= TableBits && rest < 1u << (TableBits - length); rest++)
            _table[bits | (rest << length)] = (ushort)((symbol << LengthBits) | length);
    }

    private static uint Reverse(uint code, int length)
    {
        uint reversed = 0;
        for (int i = 0; i < length; i++, code >>= 1) reversed = (reversed << 1) | (code & 1);
        return reversed;
    }
}
