using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        // All four components are scaled at once and the largest is shuffled out: which one it is follows no pattern
        // that a branch could learn.
        Vector128<float> components = value.AsVector128();
        float lengthSquared = SumOfLanes(components * components);
        if (!(lengthSquared is > 1e-12f and < float.PositiveInfinity))
        {
            clamped++;
            return Quantize(Quaternion.Identity, bits, ref clamped);
        }

        Vector128<float> sizes = Vector128.Abs(components);
        Vector128<float> largest = Vector128.Max(sizes, Vector128.Shuffle(sizes, Vector128.Create(1, 0, 3, 2)));
        largest = Vector128.Max(largest, Vector128.Shuffle(largest, Vector128.Create(2, 3, 0, 1)));
        int index = BitOperations.TrailingZeroCount(Vector128.Equals(sizes, largest).ExtractMostSignificantBits());
        bool isNegative = ((components.ExtractMostSignificantBits() >> index) & 1) != 0;

        int maxStep = (1 << bits) - 1;
        float scale = maxStep / (2 * Range) * OneOverRoot(lengthSquared);
        Vector128<float> scaled =
            (components * (isNegative ? -scale : scale)) + Vector128.Create((maxStep * 0.5f) + 0.5f);
        Vector128<int> steps = Vector128.Min(
            Vector128.Max(Vector128.ConvertToInt32Native(scaled), Vector128<int>.Zero), Vector128.Create(maxStep));
        Vector128<uint> three = Vector128.ShuffleNative(steps, WithoutLane(index)).AsUInt32();
        return three[0] | (three[1] << bits) | (three[2] << (2 * bits)) | ((uint)index << (3 * bits));
    }

    /// <summary>The rotation that a word stands for.</summary>
    /// <param name="word">A word of <see cref="Quantize"/>, or any other number.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    /// <returns>A rotation of length one.</returns>
    public static Quaternion Dequantize(uint word, int bits)
    {
        uint maxStep = (1u << bits) - 1;
        float step = 2 * Range / maxStep;
        Vector128<int> steps = Vector128.Create(
            (int)(word & maxStep), (int)((word >> bits) & maxStep), (int)((word >> (2 * bits)) & maxStep), 0);
        Vector128<float> three =
            (Vector128.ConvertToSingle(steps) * step) - Vector128.Create(Range, Range, Range, 0);
        float rest = SumOfLanes(three * three);
        Vector128<float> all = three.WithElement(3, MathF.Sqrt(MathF.Max(0, 1 - rest)));
        Quaternion rotation = Vector128.ShuffleNative(all, WithLane((int)(word >> (3 * bits)) & 3)).AsQuaternion();

        // Three components that were each rounded outwards, or that nobody quantised, can be longer than one.
        return rest <= 1 ? rotation : Quaternion.Normalize(rotation);
    }

    /// <summary>Writes a rotation against its baseline.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">The word that the reader has.</param>
    /// <param name="current">The word to send.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    public static void WriteDelta(ref BitWriter writer, uint baseline, uint current, int bits)
    {
        uint index = current >> (3 * bits);
        bool indexStays = baseline >> (3 * bits) == index;
        writer.WriteBit(indexStays);
        if (!indexStays)
        {
            writer.Write(index, 2);
            baseline = Rebase(baseline, (int)index, bits);
        }

        uint mask = (1u << bits) - 1;
        var context = new DeltaContext(bits);
        for (int shift = 0; shift < 3 * bits; shift += bits)
            context.Write(ref writer, (baseline >> shift) & mask, (current >> shift) & mask);
    }

    /// <summary>Reads what <see cref="WriteDelta"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">The word that the writer named.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    /// <returns>The word that was sent, or any word when the reader failed.</returns>
    public static uint ReadDelta(ref BitReader reader, uint baseline, int bits)
    {
        if (!reader.ReadBit()) baseline = Rebase(baseline, (int)reader.Read(2), bits);
        uint mask = (1u << bits) - 1;
        uint current = baseline & ~((1u << (3 * bits)) - 1);
        var context = new DeltaContext(bits);
        for (int shift = 0; shift < 3 * bits; shift += bits)
            current |= context.Read(ref reader, (baseline >> shift) & mask) << shift;
        return current;
    }

    // The same rotation with another component left out, so that a rotation goes on in small steps when its largest
    // component changes. In whole numbers, since both sides must come to the same: a step s of m stands for
    // u = 2s - m, in units of which the length is the root of 2m^2.
    internal static uint Rebase(uint word, int index, int bits)
    {
        int maxStep = (1 << bits) - 1;
        int former = (int)(word >> (3 * bits)) & 3;
        Span<int> units = stackalloc int[4];
        int rest = 2 * maxStep * maxStep;
        for (int lane = 0, shift = 0; lane < 4; lane++)
        {
            if (lane == former) continue;
            units[lane] = (2 * (int)((word >> shift) & (uint)maxStep)) - maxStep;
            rest -= units[lane] * units[lane];
            shift += bits;
        }

        units[former] = (int)Math.Sqrt(Math.Max(0, rest));
        int sign = units[index] < 0 ? -1 : 1;
        uint rebased = (uint)index << (3 * bits);
        for (int lane = 0, shift = 0; lane < 4; lane++)
        {
            if (lane == index) continue;
            rebased |= (uint)Math.Clamp(((sign * units[lane]) + maxStep) >> 1, 0, maxStep) << shift;
            shift += bits;
        }

        return rebased;
    }

    // Rotations are nearly of length one; there the line that touches the curve is right to seven digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float OneOverRoot(float square) =>
        MathF.Abs(square - 1) < 1e-4f ? 1.5f - (0.5f * square) : 1 / MathF.Sqrt(square);

    private static Vector128<int> FirstThree => Vector128.Create(0, 1, 2, 0);

    // Always in the same order, so that every platform rounds alike.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfLanes(Vector128<float> lanes) => lanes[0] + lanes[1] + (lanes[2] + lanes[3]);

    // The lanes but one, in order, at the front.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> WithoutLane(int lane) =>
        FirstThree - Vector128.GreaterThanOrEqual(FirstThree, Vector128.Create(lane));

    // The last lane at the place of one, the others in order around it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> WithLane(int lane)
    {
        var places = Vector128.Create(0, 1, 2, 3);
        var target = Vector128.Create(lane);
        Vector128<int> shifted = places + Vector128.GreaterThan(places, target);
        return Vector128.ConditionalSelect(Vector128.Equals(places, target), Vector128.Create(3), shifted);
    }
}
