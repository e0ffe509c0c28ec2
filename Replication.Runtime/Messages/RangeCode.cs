using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Writes numbers and vectors of messages as steps over a range and reads them back. Generated code calls it with
/// constants.
/// </summary>
/// <remarks>Allocates nothing, throws nothing. Readers fail their reader on a step beyond the range.</remarks>
public static class RangeCode
{
    /// <summary>Writes a number as steps above the smallest.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The number, in the field's unit.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="stepsPerUnit">One over the step.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <param name="clamped">Grows by one when the number was outside or NaN.</param>
    public static void Write(
        ref BitWriter writer, double value, double min, double stepsPerUnit, uint maxWord, int bits,
        ref int clamped) =>
        writer.Write(Quantizer.Quantize(value, min, stepsPerUnit, maxWord, ref clamped), bits);

    /// <summary>Reads a number on a range.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="min">The smallest value, in the field's unit.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <returns>The number, in the field's unit.</returns>
    public static double Read(ref BitReader reader, double min, double step, uint maxWord, int bits) =>
        Quantizer.Dequantize(ReadWord(ref reader, maxWord, bits), min, step);

    /// <summary>Writes each axis of a vector as steps above the smallest.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector, in the field's unit.</param>
    /// <param name="min">The smallest value of an axis.</param>
    /// <param name="stepsPerUnit">One over the step.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <param name="clamped">Grows by one for each axis that was outside or NaN.</param>
    public static void Write(
        ref BitWriter writer, Vector2 value, double min, double stepsPerUnit, uint maxWord, int bits,
        ref int clamped)
    {
        Write(ref writer, value.X, min, stepsPerUnit, maxWord, bits, ref clamped);
        Write(ref writer, value.Y, min, stepsPerUnit, maxWord, bits, ref clamped);
    }

    /// <summary>Reads a vector of two axes on a range.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="min">The smallest value of an axis, in the field's unit.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <returns>The vector, in the field's unit.</returns>
    public static Vector2 ReadVector2(ref BitReader reader, double min, double step, uint maxWord, int bits) => new(
        (float)Read(ref reader, min, step, maxWord, bits),
        (float)Read(ref reader, min, step, maxWord, bits));

    /// <summary>Writes each axis of a vector as steps above the smallest.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector, in the field's unit.</param>
    /// <param name="min">The smallest value of an axis.</param>
    /// <param name="stepsPerUnit">One over the step.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <param name="clamped">Grows by one for each axis that was outside or NaN.</param>
    public static void Write(
        ref BitWriter writer, Vector3 value, double min, double stepsPerUnit, uint maxWord, int bits,
        ref int clamped)
    {
        Write(ref writer, value.X, min, stepsPerUnit, maxWord, bits, ref clamped);
        Write(ref writer, value.Y, min, stepsPerUnit, maxWord, bits, ref clamped);
        Write(ref writer, value.Z, min, stepsPerUnit, maxWord, bits, ref clamped);
    }

    /// <summary>Reads a vector of three axes on a range.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="min">The smallest value of an axis, in the field's unit.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <returns>The vector, in the field's unit.</returns>
    public static Vector3 ReadVector3(ref BitReader reader, double min, double step, uint maxWord, int bits) => new(
        (float)Read(ref reader, min, step, maxWord, bits),
        (float)Read(ref reader, min, step, maxWord, bits),
        (float)Read(ref reader, min, step, maxWord, bits));

    /// <summary>Writes each axis of a vector as steps above the smallest.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector, in the field's unit.</param>
    /// <param name="min">The smallest value of an axis.</param>
    /// <param name="stepsPerUnit">One over the step.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <param name="clamped">Grows by one for each axis that was outside or NaN.</param>
    public static void Write(
        ref BitWriter writer, Vector4 value, double min, double stepsPerUnit, uint maxWord, int bits,
        ref int clamped)
    {
        Write(ref writer, value.X, min, stepsPerUnit, maxWord, bits, ref clamped);
        Write(ref writer, value.Y, min, stepsPerUnit, maxWord, bits, ref clamped);
        Write(ref writer, value.Z, min, stepsPerUnit, maxWord, bits, ref clamped);
        Write(ref writer, value.W, min, stepsPerUnit, maxWord, bits, ref clamped);
    }

    /// <summary>Reads a vector of four axes on a range.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="min">The smallest value of an axis, in the field's unit.</param>
    /// <param name="step">The distance of neighbouring values.</param>
    /// <param name="maxWord">How many steps the range has.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <returns>The vector, in the field's unit.</returns>
    public static Vector4 ReadVector4(ref BitReader reader, double min, double step, uint maxWord, int bits) => new(
        (float)Read(ref reader, min, step, maxWord, bits),
        (float)Read(ref reader, min, step, maxWord, bits),
        (float)Read(ref reader, min, step, maxWord, bits),
        (float)Read(ref reader, min, step, maxWord, bits));

    // Zero is on every range, so what a failed reader gives is valid.
    internal static uint ReadWord(ref BitReader reader, uint maxWord, int bits)
    {
        uint word = (uint)reader.Read(bits);
        if (word <= maxWord) return word;
        reader.Fail();
        return 0;
    }
}
