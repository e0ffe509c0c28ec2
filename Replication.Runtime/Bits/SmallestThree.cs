using System.Numerics;
using System.Runtime.CompilerServices;

namespace Replication.Runtime;

// A rotation in one word: which component is largest, and the other three on [-1/sqrt2, 1/sqrt2], b bits each.
//
//     bit 0      b     2b    3b    3b+2
//         |  a  |  b  |  c  | index |          a, b, c in the order x, y, z, w without the largest
//
// The largest is made positive (q and -q are the same rotation) and follows from the others, since the length is one.
// Source: "Snapshot Compression", Glenn Fiedler, 2015.

/// <summary>Quantises rotations by their smallest three components, and writes differences of them.</summary>
/// <remarks>Allocates nothing, throws nothing.</remarks>
public static class SmallestThree
{
    /// <summary>The bits of each component where a field does not say.</summary>
    public const int DefaultBitsPerComponent = 9;

    private const float Range = 0.70710678118654752f;

    /// <summary>The word of a rotation.</summary>
    /// <param name="value">The rotation; its length does not matter. Zero or not finite: the identity is sent.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    /// <param name="clamped">Grows by one when the rotation was zero or not finite.</param>
    /// <returns>The word, 3 * bits + 2 bits wide.</returns>
    public static uint Quantize(in Quaternion value, int bits, ref int clamped)
    {
        float lengthSquared = value.LengthSquared();
        if (!(lengthSquared is > 1e-12f and < float.PositiveInfinity))
        {
            clamped++;
            return Quantize(Quaternion.Identity, bits, ref clamped);
        }

        float x = MathF.Abs(value.X), y = MathF.Abs(value.Y), z = MathF.Abs(value.Z), w = MathF.Abs(value.W);
        uint index = 0;
        float largest = x, a = value.Y, b = value.Z, c = value.W, signed = value.X;
        if (y > largest) (index, largest, a, b, c, signed) = (1, y, value.X, value.Z, value.W, value.Y);
        if (z > largest) (index, largest, a, b, c, signed) = (2, z, value.X, value.Y, value.W, value.Z);
        if (w > largest) (index, a, b, c, signed) = (3, value.X, value.Y, value.Z, value.W);

        uint maxWord = (1u << bits) - 1;
        float scale = maxWord / (2 * Range) / MathF.Sqrt(lengthSquared);
        if (signed < 0) scale = -scale;
        float half = (maxWord * 0.5f) + 0.5f;
        return Step(a, scale, half, maxWord)
            | (Step(b, scale, half, maxWord) << bits)
            | (Step(c, scale, half, maxWord) << (2 * bits))
            | (index << (3 * bits));
    }

    /// <summary>The rotation that a word stands for.</summary>
    /// <param name="word">A word of <see cref="Quantize"/>, or any other number.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    /// <returns>A rotation of length one.</returns>
    public static Quaternion Dequantize(uint word, int bits)
    {
        uint maxWord = (1u << bits) - 1;
        float step = 2 * Range / maxWord;
        float a = ((int)(word & maxWord) * step) - Range;
        float b = ((int)((word >> bits) & maxWord) * step) - Range;
        float c = ((int)((word >> (2 * bits)) & maxWord) * step) - Range;
        float rest = (a * a) + (b * b) + (c * c);
        float largest = MathF.Sqrt(MathF.Max(0, 1 - rest));
        Quaternion rotation = (word >> (3 * bits)) switch
        {
            0 => new Quaternion(largest, a, b, c),
            1 => new Quaternion(a, largest, b, c),
            2 => new Quaternion(a, b, largest, c),
            _ => new Quaternion(a, b, c, largest),
        };

        // Three components that were each rounded outwards, or that nobody quantised, can be longer than one.
        return rest <= 1 ? rotation : Quaternion.Normalize(rotation);
    }

    /// <summary>Writes a rotation against its baseline: differences while the largest component stays, else the word.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">The word that the reader has.</param>
    /// <param name="current">The word to send.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    public static void WriteDelta(ref BitWriter writer, uint baseline, uint current, int bits)
    {
        bool indexStays = baseline >> (3 * bits) == current >> (3 * bits);
        writer.WriteBit(indexStays);
        if (!indexStays)
        {
            writer.Write(current, (3 * bits) + 2);
            return;
        }

        uint mask = (1u << bits) - 1;
        var context = new DeltaContext(bits);
        for (int shift = 0; shift < 3 * bits; shift += bits)
            context.Write(ref writer, (baseline >> shift) & mask, (current >> shift) & mask, bits);
    }

    /// <summary>Reads what <see cref="WriteDelta"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">The word that the writer named.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    /// <returns>The word that was sent, or any word when the reader failed.</returns>
    public static uint ReadDelta(ref BitReader reader, uint baseline, int bits)
    {
        if (!reader.ReadBit()) return (uint)reader.Read((3 * bits) + 2);
        uint mask = (1u << bits) - 1;
        uint current = baseline & ~((1u << (3 * bits)) - 1);
        var context = new DeltaContext(bits);
        for (int shift = 0; shift < 3 * bits; shift += bits)
            current |= context.Read(ref reader, (baseline >> shift) & mask, bits) << shift;
        return current;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Step(float component, float scale, float half, uint maxWord) =>
        Math.Min((uint)Math.Max(0, (int)((component * scale) + half)), maxWord);
}
