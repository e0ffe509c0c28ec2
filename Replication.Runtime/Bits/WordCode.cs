using System.Numerics;
using System.Runtime.CompilerServices;

namespace Replication.Runtime;

// A word in a trained code is a symbol and the bits that the symbol leaves open:
//
//     symbol                                  open bits
//     0 .. D-1     a word of the dictionary   none
//     D + v        a difference v below 16    none
//     D + 16 + ..  two for each doubling      those below the two highest of v
//     the last     only on a lattice: none    32, the word as it is
//
// The difference is taken zig-zag from what was foretold. How many bits a symbol takes depends on the symbol of one
// other word of the same component, written before: bits follow from (baselines, current) alone and can be shared.

/// <summary>
/// The static code of one word of a component, trained on a recording. Generated code makes one for each word.
/// </summary>
/// <remarks>
/// Does not change after it was made; safe from any thread. Reading and writing allocate nothing and throw nothing.
/// </remarks>
public sealed class WordCode
{
    /// <summary>The most words in a dictionary.</summary>
    public const int MaxDictionary = 64;

    internal const int DirectCount = 16;
    private const int DirectBits = 4;

    // Beyond it a float has no room for a multiple of one.
    private const double MaxMultiple = 1 << 28;

    private readonly int _part;
    private readonly int _parent;
    private readonly int _bits;
    private readonly uint _maxWord;
    private readonly WordForm _form;
    private readonly Prediction _prediction;
    private readonly double _step;
    private readonly int _exactSymbol = -1;

    // A whole number without a dictionary has a straight way: one that is foretold, by the factor or standing still,
    // and one that is sent as it is.
    private readonly bool _isForetold;
    private readonly bool _isAsItIs;
    private readonly int _factorMask;
    private readonly uint[] _dictionary;
    private readonly byte[] _contexts;
    private readonly SymbolCode[] _codes;
    private readonly int _symbolCount;

    // The entries and tables of all contexts one after the other: the codes themselves are one step further away.
    // 0.8 of the time of going through them (benchmark cubes, encode_us with a profile).
    private readonly uint[] _entries;
    private readonly ushort[] _tables;

    // Where a context's entries begin, for every symbol that a byte can name: no index of it is out of bounds.
    private readonly int[] _entriesOfParent = new int[byte.MaxValue + 1];

    /// <summary>Makes the code.</summary>
    /// <param name="part">Which of the component's parts it is, from zero.</param>
    /// <param name="bits">The word's bits, 1 to 32; 32 for a float.</param>
    /// <param name="maxWord">The largest word that is valid.</param>
    /// <param name="prediction">From what differences are taken.</param>
    /// <param name="lengths">
    /// For each context the bits of each symbol, one hexadecimal digit each, 1 to f.
    /// </param>
    /// <param name="form">As what differences are taken. Default: whole numbers.</param>
    /// <param name="step">The step of a lattice, above zero; without meaning for other forms.</param>
    /// <param name="dictionary">Words with symbols of their own, at most <see cref="MaxDictionary"/>.</param>
    /// <param name="parent">The part, before this one, on whose symbol the context depends; -1 for none.</param>
    /// <param name="contexts">
    /// The context, one hexadecimal digit, for each symbol of the parent, the first for a parent that was not written.
    /// </param>
    /// <exception cref="ArgumentException">The lengths or contexts do not fit the word.</exception>
    public WordCode(
        int part, int bits, uint maxWord, Prediction prediction, ReadOnlySpan<string> lengths,
        WordForm form = WordForm.Whole, double step = 0, ReadOnlySpan<uint> dictionary = default, int parent = -1,
        string contexts = "0")
    {
        _part = part;
        _bits = bits;
        _maxWord = maxWord;
        _prediction = prediction;
        _form = form;
        _step = step;
        _dictionary = dictionary.ToArray();

        // A part without a parent looks at its own place, where nothing is yet.
        _parent = parent < 0 ? part : parent;
        _contexts = [.. contexts.Select(static digit => Convert.ToByte(digit.ToString(), 16))];
        _codes = new SymbolCode[lengths.Length];
        _symbolCount = SymbolCount(bits, form, dictionary.Length);
        if (form == WordForm.Lattice) _exactSymbol = _symbolCount - 1;
        bool isPlain = form == WordForm.Whole && dictionary.IsEmpty;
        _isForetold = isPlain && prediction != Prediction.None;
        _isAsItIs = isPlain && prediction == Prediction.None;
        _factorMask = prediction == Prediction.Linear ? -1 : 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            _codes[i] = new SymbolCode(lengths[i]);
            if (_codes[i].Count != _symbolCount) Throw.CodeSymbols(_codes[i].Count, _symbolCount);
        }

        _entries = [.. _codes.SelectMany(static code => code.Entries.ToArray())];
        _tables = [.. _codes.SelectMany(static code => code.Table.ToArray())];

        bool hasContexts = _contexts.Length is > 0 and <= byte.MaxValue + 1 && _contexts.Max() < _codes.Length;
        if (parent >= part || !hasContexts) Throw.CodeContexts(contexts, parent);
        for (int i = 0; i < _contexts.Length; i++) _entriesOfParent[i] = _contexts[i] * _symbolCount;
    }

    internal WordForm Form => _form;

    internal double Step => _step;

    internal Prediction Prediction => _prediction;

    internal ReadOnlySpan<uint> Dictionary => _dictionary;

    /// <summary>The part on whose symbol the context depends; -1 for none.</summary>
    internal int Parent => _parent == _part ? -1 : _parent;

    /// <summary>The context for each symbol of the parent, the first for a parent that was not written.</summary>
    internal ReadOnlySpan<byte> Contexts => _contexts;

    /// <summary>The code of each context.</summary>
    internal ReadOnlySpan<SymbolCode> Codes => _codes;

    /// <summary>How many symbols the code of such a word has.</summary>
    internal static int SymbolCount(int bits, WordForm form, int dictionary) =>
        dictionary + SplitDifference(uint.MaxValue >> (32 - bits), out _, out _) + 1
        + (form == WordForm.Lattice ? 1 : 0);

    /// <summary>The symbol of a word, for whoever counts them.</summary>
    internal int SymbolOf(
        uint baseline, uint earlier, scoped in DeltaBaseline motion, uint current, out int openBits) =>
        Split(baseline, earlier, motion, current, out _, out openBits);

    /// <summary>Writes a word.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="symbols">The symbols of the component's parts so far; takes this one's.</param>
    /// <param name="baseline">The component's baseline.</param>
    /// <param name="at">Which of its words this is.</param>
    /// <param name="current">The word to send.</param>
    public void Write(
        ref BitWriter writer, scoped Span<byte> symbols, scoped in DeltaBaseline baseline, int at, uint current)
    {
        ulong bits = Encode(symbols, baseline.Words[at], baseline.Earlier[at], baseline, current, out int count);
        writer.Write(bits, count);
    }

    /// <summary>Reads what <see cref="Write(ref BitWriter, Span{byte}, in DeltaBaseline, int, uint)"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="symbols">The symbols of the component's parts so far; takes this one's.</param>
    /// <param name="baseline">The component's baseline.</param>
    /// <param name="at">Which of its words this is.</param>
    /// <returns>The word that was sent, or any word when the reader failed.</returns>
    public uint Read(ref BitReader reader, scoped Span<byte> symbols, scoped in DeltaBaseline baseline, int at) =>
        ReadNumber(ref reader, symbols, baseline.Words[at], baseline.Earlier[at], baseline);

    /// <summary>
    /// The bits of a word or of a piece of one, the first lowest: at most 47, so that those of several can go in one
    /// write.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Encode(
        scoped Span<byte> symbols, uint baseline, uint earlier, scoped in DeltaBaseline motion, uint current,
        out int count)
    {
        int symbol = Split(baseline, earlier, motion, current, out uint open, out int openBits);
        uint entry = _entries[_entriesOfParent[symbols[_parent]] + symbol];
        symbols[_part] = (byte)(symbol + 1);
        int length = (int)entry & ((1 << SymbolCode.LengthBits) - 1);
        count = length + openBits;
        return (entry >> SymbolCode.LengthBits) | ((ulong)open << length);
    }

    internal uint Read(
        ref BitReader reader, scoped Span<byte> symbols, uint baseline, uint earlier,
        scoped in DeltaBaseline motion) => ReadNumber(ref reader, symbols, baseline, earlier, motion);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint ReadNumber(
        ref BitReader reader, scoped Span<byte> symbols, uint baseline, uint earlier, scoped in DeltaBaseline motion)
    {
        // A symbol and what it leaves open are at most 47 bits: one look is enough for both.
        ulong window = reader.Peek();
        int context = _contexts[symbols[_parent]];
        int entry = _tables[(context << SymbolCode.TableBits) | ((int)window & ((1 << SymbolCode.TableBits) - 1))];
        if (entry == 0) entry = _codes[context].FindLong(window);
        int length = entry & ((1 << SymbolCode.LengthBits) - 1);
        int symbol = entry >> SymbolCode.LengthBits;
        symbols[_part] = (byte)(symbol + 1);
        window >>= length;
        uint current;
        if (_isForetold)
        {
            uint difference = JoinDifference(symbol, (uint)window, out int openBits);
            length += openBits;
            current = DeltaCode.Apply(Foretell(baseline, earlier, motion), difference, _bits);
        }
        else
        {
            current = JoinOther(symbol, baseline, earlier, motion, (uint)window, ref length);
        }

        reader.Skip(length);
        reader.Require(current <= _maxWord);
        return current;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Split(
        uint baseline, uint earlier, scoped in DeltaBaseline motion, uint current, out uint open, out int openBits)
    {
        if (_isForetold)
        {
            uint difference = DeltaCode.Difference(Foretell(baseline, earlier, motion), current, _bits);
            return SplitDifference(difference, out open, out openBits);
        }

        return _isAsItIs
            ? SplitDifference(current, out open, out openBits)
            : SplitOther(baseline, earlier, motion, current, out open, out openBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Foretell(uint baseline, uint earlier, scoped in DeltaBaseline motion) =>
        DeltaBaseline.Carry(baseline, earlier, motion.Factor & _factorMask);

    // Of any form, with a dictionary or without.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SplitOther(
        uint baseline, uint earlier, scoped in DeltaBaseline motion, uint current, out uint open, out int openBits)
    {
        (open, openBits) = (0, 0);
        if (_dictionary.Length > 0)
        {
            int known = Array.IndexOf(_dictionary, current);
            if (known >= 0) return known;
        }

        uint number = ToNearestNumber(current);
        if (_form == WordForm.Lattice && ToWord(number) != current)
        {
            (open, openBits) = (current, 32);
            return _exactSymbol;
        }

        uint difference = IsSentAsItIs
            ? number
            : DeltaCode.Difference(ForetellNumber(baseline, earlier, motion), number, _bits);
        return _dictionary.Length + SplitDifference(difference, out open, out openBits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint JoinOther(
        int symbol, uint baseline, uint earlier, scoped in DeltaBaseline motion, uint open, ref int length)
    {
        if (symbol < _dictionary.Length) return _dictionary[symbol];
        if (symbol == _exactSymbol)
        {
            length += 32;
            return open;
        }

        uint difference = JoinDifference(symbol - _dictionary.Length, open, out int openBits);
        length += openBits;
        return ToWord(IsSentAsItIs
            ? difference
            : DeltaCode.Apply(ForetellNumber(baseline, earlier, motion), difference, _bits));
    }

    // Above 15 the two highest bits are the symbol's, the rest are open. Both ways are worked out and one is taken:
    // which it is follows no pattern that a branch could learn.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SplitDifference(uint difference, out uint open, out int openBits)
    {
        int top = BitOperations.Log2(difference | DirectCount);
        int isLarge = difference < DirectCount ? 0 : -1;
        int large = DirectCount + ((top - DirectBits) << 1) + (int)((difference >> (top - 1)) & 1);
        openBits = (top - 1) & isLarge;
        open = difference & ((1u << openBits) - 1);
        return (large & isLarge) | ((int)difference & ~isLarge);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint JoinDifference(int symbol, uint open, out int openBits)
    {
        openBits = 0;
        if (symbol < DirectCount) return (uint)symbol;
        openBits = ((symbol - DirectCount) >> 1) + DirectBits - 1;
        uint high = 2u | ((uint)symbol & 1);
        return (high << openBits) | (open & ((1u << openBits) - 1));
    }

    // What is sent of a word that nothing foretells is the word itself.
    private bool IsSentAsItIs => _prediction == Prediction.None && _form == WordForm.Whole;

    private uint ForetellNumber(uint baseline, uint earlier, scoped in DeltaBaseline motion) =>
        _prediction == Prediction.None
            ? 0
            : Foretell(ToNearestNumber(baseline), ToNearestNumber(earlier), motion);

    // A float below zero has its highest bit set and grows away from zero; turned over, floats have the order of whole
    // numbers.
    private uint ToNearestNumber(uint word) => _form == WordForm.Whole ? word : ToNearestFloatNumber(word);

    private uint ToNearestFloatNumber(uint word)
    {
        if (_form == WordForm.Number) return (int)word < 0 ? ~(word & int.MaxValue) : word;
        double multiple = Math.Round(BitConverter.UInt32BitsToSingle(word) / _step);
        return Math.Abs(multiple) <= MaxMultiple ? (uint)(int)multiple : 0;
    }

    private uint ToWord(uint number) => _form == WordForm.Whole ? number : ToFloatWord(number);

    private uint ToFloatWord(uint number)
    {
        if (_form == WordForm.Number) return (int)number < 0 ? ~number | ~(uint)int.MaxValue : number;
        return BitConverter.SingleToUInt32Bits((float)((int)number * _step));
    }
}
