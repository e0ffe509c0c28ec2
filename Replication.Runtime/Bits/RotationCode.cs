using System.Runtime.CompilerServices;

namespace Replication.Runtime;

/// <summary>
/// The static code of a rotation's word, trained on a recording: which component is largest, then the three others,
/// each a part with a code of its own.
/// </summary>
/// <remarks>
/// Does not change after it was made; safe from any thread. Reading and writing allocate nothing and throw nothing.
/// </remarks>
/// <param name="bits">Bits of each component, 2 to 10.</param>
/// <param name="largest">Of how many places the largest component lies behind the baseline's, modulo 4.</param>
/// <param name="a">Of the first component beside the largest.</param>
/// <param name="b">Of the second.</param>
/// <param name="c">Of the third.</param>
public sealed class RotationCode(int bits, WordCode largest, WordCode a, WordCode b, WordCode c)
{
    private readonly uint _mask = (1u << bits) - 1;

    /// <summary>Writes a rotation.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="symbols">The symbols of the component's parts so far; takes the rotation's four.</param>
    /// <param name="baseline">The component's baseline.</param>
    /// <param name="at">Which of its words this is.</param>
    /// <param name="current">The word to send.</param>
    public void Write(
        ref BitWriter writer, scoped Span<byte> symbols, scoped in DeltaBaseline baseline, int at, uint current)
    {
        uint held = baseline.Words[at];
        uint before = baseline.Earlier[at];
        ulong first = largest.Encode(symbols, 0, 0, baseline, Turn(held, current, bits), out int firstCount);
        Align(ref held, ref before, (int)(current >> (3 * bits)), bits);
        first |= EncodeStep(symbols, a, held, before, baseline, current, out int count) << firstCount;
        firstCount += count;
        int shift = 2 * bits;
        ulong last = EncodeStep(symbols, b, held >> bits, before >> bits, baseline, current >> bits, out int lastCount);
        last |= EncodeStep(symbols, c, held >> shift, before >> shift, baseline, current >> shift, out count)
            << lastCount;

        // Two of the four to a write, of 46 bits at most.
        writer.Write(first, firstCount);
        writer.Write(last, lastCount + count);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="symbols">The symbols of the component's parts so far; takes the rotation's four.</param>
    /// <param name="baseline">The component's baseline.</param>
    /// <param name="at">Which of its words this is.</param>
    /// <returns>The word that was sent, or any word when the reader failed.</returns>
    public uint Read(ref BitReader reader, scoped Span<byte> symbols, scoped in DeltaBaseline baseline, int at)
    {
        uint held = baseline.Words[at];
        uint before = baseline.Earlier[at];
        uint turn = largest.Read(ref reader, symbols, 0, 0, baseline);
        uint index = ((held >> (3 * bits)) + turn) & 3;
        Align(ref held, ref before, (int)index, bits);
        uint first = ReadStep(ref reader, symbols, a, held, before, baseline);
        uint second = ReadStep(ref reader, symbols, b, held >> bits, before >> bits, baseline);
        uint third = ReadStep(ref reader, symbols, c, held >> (2 * bits), before >> (2 * bits), baseline);
        return first | (second << bits) | (third << (2 * bits)) | (index << (3 * bits));
    }

    /// <summary>How many places the largest component of a rotation lies behind that of its baseline.</summary>
    internal static uint Turn(uint baseline, uint current, int bits) =>
        ((current >> (3 * bits)) - (baseline >> (3 * bits))) & 3;

    /// <summary>Gives both states the largest component that the rotation to send has.</summary>
    internal static void Align(ref uint baseline, ref uint earlier, int index, int bits)
    {
        bool isSame = baseline == earlier;
        if (baseline >> (3 * bits) != index) baseline = SmallestThree.Rebase(baseline, index, bits);
        if (isSame)
            earlier = baseline;
        else if (earlier >> (3 * bits) != index)
            earlier = SmallestThree.Rebase(earlier, index, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong EncodeStep(
        scoped Span<byte> symbols, WordCode code, uint baseline, uint earlier, scoped in DeltaBaseline motion,
        uint current, out int count) =>
        code.Encode(symbols, baseline & _mask, earlier & _mask, motion, current & _mask, out count);

    private uint ReadStep(
        ref BitReader reader, scoped Span<byte> symbols, WordCode code, uint baseline, uint earlier,
        scoped in DeltaBaseline motion) =>
        code.Read(ref reader, symbols, baseline & _mask, earlier & _mask, motion);
}
