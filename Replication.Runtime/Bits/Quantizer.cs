using System.Runtime.CompilerServices;

namespace Replication.Runtime;

/// <summary>
/// Turns numbers into words (steps above a minimum) and back. Generated code calls it with constants.
/// </summary>
/// <remarks>Allocates nothing, throws nothing, gives the same words on every platform.</remarks>
public static class Quantizer
{
    /// <summary>The word of a number on a range.</summary>
    /// <param name="value">The number, in the field's unit.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="stepsPerUnit">One over the step.</param>
    /// <param name="maxWord">The word of the largest value: how many steps the range has.</param>
    /// <param name="clamped">Grows by one when the number was outside the range or NaN.</param>
    /// <returns>The nearest step, 0 to <paramref name="maxWord"/>; for NaN the one nearest to zero.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Quantize(double value, double min, double stepsPerUnit, uint maxWord, ref int clamped)
    {
        double steps = ((value - min) * stepsPerUnit) + 0.5;
        if (steps >= 0 && steps < maxWord + 1.0) return (uint)double.ConvertToIntegerNative<long>(steps);
        return Clamp(value, min, stepsPerUnit, maxWord, ref clamped);
    }

    /// <summary>The number that a word stands for.</summary>
    /// <param name="word">0 to the range's largest word.</param>
    /// <param name="min">The smallest value, in the field's unit.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <returns>The number, in the field's unit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dequantize(uint word, double min, double step) => min + (word * step);

    /// <summary>The word of a whole number or enum on a range.</summary>
    /// <param name="value">The number.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="maxWord">The largest value minus the smallest.</param>
    /// <param name="clamped">Grows by one when the number was outside the range.</param>
    /// <returns>The number's distance from the smallest value, 0 to <paramref name="maxWord"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint QuantizeInteger(long value, long min, uint maxWord, ref int clamped)
    {
        ulong distance = (ulong)value - (ulong)min;
        if (value >= min && distance <= maxWord) return (uint)distance;
        clamped++;
        return value < min ? 0 : maxWord;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Clamp(double value, double min, double stepsPerUnit, uint maxWord, ref int clamped)
    {
        clamped++;
        if (double.IsNaN(value)) value = 0;
        double steps = ((value - min) * stepsPerUnit) + 0.5;
        return steps <= 0 ? 0 : steps >= maxWord ? maxWord : (uint)(long)steps;
    }
}
