using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Turns a rotation's word into the four numbers that it stands for and back to exactly that word, which quantising
/// alone does not promise: where two components are nearly equal, either may count as the largest.
/// </summary>
internal static class RotationJson
{
    private const float Range = 0.70710678118654752f;

    /// <summary>The numbers of a word: three as they were rounded and the fourth that makes the length one.</summary>
    public static Vector4 FromWord(uint word, int bits)
    {
        uint maxStep = (1u << bits) - 1;
        int largest = (int)(word >> (3 * bits)) & 3;
        var value = Vector4.Zero;
        float rest = 1;
        for (int axis = 0, shift = 0; axis < 4; axis++)
        {
            if (axis == largest) continue;
            value[axis] = Component((word >> shift) & maxStep, maxStep);
            rest -= value[axis] * value[axis];
            shift += bits;
        }

        value[largest] = MathF.Sqrt(MathF.Max(0, rest));
        return value;
    }

    /// <summary>The word that has exactly these numbers, else the one nearest to their rotation.</summary>
    /// <returns>False where they are no rotation: all zero, or not finite.</returns>
    public static bool TryToWord(Vector4 value, int bits, out uint word)
    {
        for (uint largest = 0; largest < 4; largest++)
        {
            word = Candidate(value, (int)largest, bits);
            if (FromWord(word, bits) == value) return true;
        }

        int clamped = 0;
        word = SmallestThree.Quantize(value.AsQuaternion(), bits, ref clamped);
        return clamped == 0;
    }

    private static uint Candidate(Vector4 value, int largest, int bits)
    {
        uint maxStep = (1u << bits) - 1;
        uint word = (uint)largest << (3 * bits);
        for (int axis = 0, shift = 0; axis < 4; axis++)
        {
            if (axis == largest) continue;
            float steps = ((value[axis] + Range) / (2 * Range) * maxStep) + 0.5f;
            word |= (steps >= 0 ? Math.Min((uint)(int)MathF.Min(steps, maxStep), maxStep) : 0) << shift;
            shift += bits;
        }

        return word;
    }

    private static float Component(uint step, uint maxStep) => (step * (2 * Range / maxStep)) - Range;
}
