using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// The full write and read of <see cref="BenchmarkTransform"/> as somebody would write it who knows the bit writer: the
/// same bits without generated code, to measure that against.
/// </summary>
internal static class HandTransform
{
    private const double PositionMin = -256;
    private const double PositionStep = 0.001953125;
    private const int PositionBits = 18;
    private const uint PositionMask = (1 << PositionBits) - 1;

    private const double VelocityMin = -32;
    private const double VelocityStep = 0.03125;
    private const int VelocityBits = 11;
    private const uint VelocityMask = (1 << VelocityBits) - 1;

    private const int OrientationBits = 9;
    private const int RotationBits = (3 * OrientationBits) + 2;
    private const uint RotationMask = (1 << RotationBits) - 1;

    /// <summary>Quantises and writes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The component.</param>
    /// <param name="axes">Three words to work in; on the stack they would be zeroed each time.</param>
    public static void Write(ref BitWriter writer, in BenchmarkTransform value, Span<uint> axes)
    {
        int clamped = 0;
        VectorQuantizer.Quantize(value.Position, PositionMin, 1 / PositionStep, PositionMask, axes, ref clamped);
        writer.Write(
            axes[0] | ((ulong)axes[1] << PositionBits) | ((ulong)axes[2] << (2 * PositionBits)), 3 * PositionBits);

        uint rotation = SmallestThree.Quantize(value.Orientation, OrientationBits, ref clamped);
        VectorQuantizer.Quantize(value.Velocity, VelocityMin, 1 / VelocityStep, VelocityMask, axes, ref clamped);
        writer.Write(
            rotation | ((ulong)axes[0] << RotationBits) | ((ulong)axes[1] << (RotationBits + VelocityBits)),
            RotationBits + (2 * VelocityBits));
        writer.Write(axes[2], VelocityBits);
    }

    /// <summary>Reads and dequantises.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">Takes the component.</param>
    /// <param name="axes">Three words to work in.</param>
    public static void Read(ref BitReader reader, out BenchmarkTransform value, Span<uint> axes)
    {
        ulong packed = reader.Read(3 * PositionBits);
        axes[0] = (uint)packed & PositionMask;
        axes[1] = (uint)(packed >> PositionBits) & PositionMask;
        axes[2] = (uint)(packed >> (2 * PositionBits));
        VectorQuantizer.Dequantize(axes, PositionMin, PositionStep, out value.Position);

        packed = reader.Read(RotationBits + (2 * VelocityBits));
        value.Orientation = SmallestThree.Dequantize((uint)packed & RotationMask, OrientationBits);
        axes[0] = (uint)(packed >> RotationBits) & VelocityMask;
        axes[1] = (uint)(packed >> (RotationBits + VelocityBits));
        axes[2] = (uint)reader.Read(VelocityBits);
        VectorQuantizer.Dequantize(axes, VelocityMin, VelocityStep, out value.Velocity);
    }
}
