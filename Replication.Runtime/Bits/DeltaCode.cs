using System.Runtime.CompilerServices;

namespace Replication.Runtime;

/// <summary>Writes words against their baseline. Generated code calls it once for each field that changed.</summary>
/// <remarks>
/// Allocates nothing, throws nothing. The reading twin fails its reader on bits that no writer writes.
/// </remarks>
public static class DeltaCode
{
    /// <summary>
    /// The prefix code's order for whole numbers of no declared range, which mostly change by little.
    /// </summary>
    public const int IntegerOrder = 2;

    /// <summary>The prefix code's order for a word on a declared range: a third of its bits.</summary>
    /// <param name="bits">The word's bits, 1 to 32.</param>
    /// <returns>0 to 10.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RangeOrder(int bits) => (bits * 11) >> 5;

    /// <summary>Writes a word that differs from its baseline.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">The word that the reader has.</param>
    /// <param name="current">The word to send.</param>
    /// <param name="bits">The words' bits, 1 to 32.</param>
    /// <param name="order">The prefix code's order.</param>
    public static void WriteWord(ref BitWriter writer, uint baseline, uint current, int bits, int order)
    {
        // The field is known to have changed, so a difference of zero has no code and one takes its place.
        uint difference = Difference(baseline, current, bits);
        PrefixCode.Write(ref writer, (difference - 1) & Mask(bits), order);
    }

    /// <summary>Reads what <see cref="WriteWord"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">The word that the writer named.</param>
    /// <param name="bits">The words' bits, 1 to 32.</param>
    /// <param name="order">The prefix code's order.</param>
    /// <param name="maxWord">The largest word that is valid.</param>
    /// <returns>The word that was sent, or any word when the reader failed.</returns>
    public static uint ReadWord(ref BitReader reader, uint baseline, int bits, int order, uint maxWord)
    {
        uint difference = PrefixCode.Read(ref reader, order);
        reader.Require(difference <= Mask(bits));
        uint current = Apply(baseline, (difference + 1) & Mask(bits), bits);
        reader.Require(current <= maxWord);
        return current;
    }

    /// <summary>Writes the components of a vector on one range, at least one of which changed.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">The words that the reader has, one for each component.</param>
    /// <param name="current">The words to send, as many.</param>
    /// <param name="bits">The words' bits, 1 to 32.</param>
    public static void WriteVector(
        ref BitWriter writer, ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current, int bits)
    {
        var context = new DeltaContext(bits);
        for (int i = 0; i < current.Length && i < baseline.Length; i++)
            context.Write(ref writer, baseline[i], current[i]);
    }

    /// <summary>Reads what <see cref="WriteVector"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">The words that the writer named.</param>
    /// <param name="current">Takes the words that were sent.</param>
    /// <param name="bits">The words' bits, 1 to 32.</param>
    /// <param name="maxWord">The largest word that is valid.</param>
    public static void ReadVector(
        ref BitReader reader, ReadOnlySpan<uint> baseline, Span<uint> current, int bits, uint maxWord)
    {
        var context = new DeltaContext(bits);
        for (int i = 0; i < current.Length && i < baseline.Length; i++)
        {
            current[i] = context.Read(ref reader, baseline[i]);
            reader.Require(current[i] <= maxWord);
        }
    }

    /// <summary>
    /// Writes words that are sent exactly (the bits of floats): a bit for each, and those that changed whole.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">The words that the reader has.</param>
    /// <param name="current">The words to send, as many.</param>
    public static void WriteExact(ref BitWriter writer, ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current)
    {
        for (int i = 0; i < current.Length && i < baseline.Length; i++)
        {
            if (baseline[i] == current[i])
                writer.Write(0, 1);
            else
                writer.Write(((ulong)current[i] << 1) | 1, 33);
        }
    }

    /// <summary>Reads what <see cref="WriteExact"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">The words that the writer named.</param>
    /// <param name="current">Takes the words that were sent.</param>
    public static void ReadExact(ref BitReader reader, ReadOnlySpan<uint> baseline, Span<uint> current)
    {
        for (int i = 0; i < current.Length && i < baseline.Length; i++)
            current[i] = reader.ReadBit() ? (uint)reader.Read(32) : baseline[i];
    }

    /// <summary>Writes a 64-bit whole number that differs from its baseline.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">The two words that the reader has, low word first.</param>
    /// <param name="current">The two words to send.</param>
    public static void WriteLong(ref BitWriter writer, ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current)
    {
        long difference = (long)(Join(current) - Join(baseline));
        ulong zigzag = (ulong)((difference << 1) ^ (difference >> 63));
        bool isShort = zigzag <= uint.MaxValue;
        writer.WriteBit(isShort);
        if (isShort)
            PrefixCode.Write(ref writer, (uint)zigzag, IntegerOrder);
        else
            writer.WriteUInt64(Join(current));
    }

    /// <summary>Reads what <see cref="WriteLong"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">The two words that the writer named.</param>
    /// <param name="current">Takes the two words that were sent.</param>
    public static void ReadLong(ref BitReader reader, ReadOnlySpan<uint> baseline, Span<uint> current)
    {
        ulong value;
        if (reader.ReadBit())
        {
            ulong zigzag = PrefixCode.Read(ref reader, IntegerOrder);
            value = Join(baseline) + ((zigzag >> 1) ^ (0 - (zigzag & 1)));
        }
        else
        {
            value = reader.ReadUInt64();
        }

        current[0] = (uint)value;
        current[1] = (uint)(value >> 32);
    }

    // The shortest way from baseline to current around the circle of 2^bits words; small distances are small numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Difference(uint baseline, uint current, int bits)
    {
        int signed = (int)((current - baseline) << (32 - bits)) >> (32 - bits);
        return (uint)((signed << 1) ^ (signed >> 31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Apply(uint baseline, uint difference, int bits) =>
        (baseline + ((difference >> 1) ^ (0 - (difference & 1)))) & Mask(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mask(int bits) => uint.MaxValue >> (32 - bits);

    private static ulong Join(ReadOnlySpan<uint> words) => words[0] | ((ulong)words[1] << 32);
}
