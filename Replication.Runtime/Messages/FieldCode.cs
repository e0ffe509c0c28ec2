using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Writes single values of messages and reads them back, in the bits that a component's field of the same kind has in
/// full. Generated code calls it with constants.
/// </summary>
/// <remarks>Allocates nothing, throws nothing. Readers fail their reader on bits that no writer writes.</remarks>
public static class FieldCode
{
    /// <summary>Writes a number exactly: 32 bits.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The number.</param>
    public static void Write(ref BitWriter writer, float value) =>
        writer.Write(BitConverter.SingleToUInt32Bits(value), 32);

    /// <summary>Reads what <see cref="Write(ref BitWriter, float)"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The number.</returns>
    public static float ReadSingle(ref BitReader reader) => BitConverter.UInt32BitsToSingle((uint)reader.Read(32));

    /// <summary>Writes a number exactly: 64 bits.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The number.</param>
    public static void Write(ref BitWriter writer, double value) =>
        writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Reads what <see cref="Write(ref BitWriter, double)"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The number.</returns>
    public static double ReadDouble(ref BitReader reader) => BitConverter.UInt64BitsToDouble(reader.ReadUInt64());

    /// <summary>Writes a vector exactly: 32 bits an axis.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector.</param>
    public static void Write(ref BitWriter writer, Vector2 value)
    {
        Write(ref writer, value.X);
        Write(ref writer, value.Y);
    }

    /// <summary>Reads what <see cref="Write(ref BitWriter, Vector2)"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The vector.</returns>
    public static Vector2 ReadVector2(ref BitReader reader) => new(ReadSingle(ref reader), ReadSingle(ref reader));

    /// <summary>Writes a vector exactly: 32 bits an axis.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector.</param>
    public static void Write(ref BitWriter writer, Vector3 value)
    {
        Write(ref writer, value.X);
        Write(ref writer, value.Y);
        Write(ref writer, value.Z);
    }

    /// <summary>Reads what <see cref="Write(ref BitWriter, Vector3)"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The vector.</returns>
    public static Vector3 ReadVector3(ref BitReader reader) =>
        new(ReadSingle(ref reader), ReadSingle(ref reader), ReadSingle(ref reader));

    /// <summary>Writes a vector exactly: 32 bits an axis.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector.</param>
    public static void Write(ref BitWriter writer, Vector4 value)
    {
        Write(ref writer, value.X);
        Write(ref writer, value.Y);
        Write(ref writer, value.Z);
        Write(ref writer, value.W);
    }

    /// <summary>Reads what <see cref="Write(ref BitWriter, Vector4)"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The vector.</returns>
    public static Vector4 ReadVector4(ref BitReader reader) =>
        new(ReadSingle(ref reader), ReadSingle(ref reader), ReadSingle(ref reader), ReadSingle(ref reader));

    /// <summary>Writes a rotation as its smallest three components: 3 * bits + 2 bits.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The rotation.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    /// <param name="clamped">Grows by one when the rotation was zero or not finite.</param>
    public static void Write(ref BitWriter writer, in Quaternion value, int bits, ref int clamped) =>
        writer.Write(SmallestThree.Quantize(in value, bits, ref clamped), (3 * bits) + 2);

    /// <summary>Reads what <see cref="Write(ref BitWriter, in Quaternion, int, ref int)"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="bits">Bits of each component, 2 to 10.</param>
    /// <returns>The rotation.</returns>
    public static Quaternion ReadQuaternion(ref BitReader reader, int bits) =>
        SmallestThree.Dequantize((uint)reader.Read((3 * bits) + 2), bits);

    /// <summary>Writes a value of an enum as its distance from the smallest.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value's number.</param>
    /// <param name="min">The smallest number.</param>
    /// <param name="maxWord">The largest number minus the smallest.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <param name="clamped">Grows by one when the number was outside.</param>
    public static void WriteEnum(
        ref BitWriter writer, long value, long min, uint maxWord, int bits, ref int clamped) =>
        writer.Write(Quantizer.QuantizeInteger(value, min, maxWord, ref clamped), bits);

    /// <summary>Reads what <see cref="WriteEnum"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="min">The smallest number.</param>
    /// <param name="maxWord">The largest number minus the smallest.</param>
    /// <param name="bits">The bits of <paramref name="maxWord"/>.</param>
    /// <returns>The value's number.</returns>
    public static long ReadEnum(ref BitReader reader, long min, uint maxWord, int bits) =>
        min + RangeCode.ReadWord(ref reader, maxWord, bits);

    /// <summary>Writes a replica's id: 40 bits.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The id.</param>
    public static void Write(ref BitWriter writer, ReplicaId value)
    {
        Span<uint> words = stackalloc uint[2];
        ReferenceCode.Quantize(value, words);
        writer.Write(words[0] | ((ulong)words[1] << ReferenceCode.WordBits), 2 * ReferenceCode.WordBits);
    }

    /// <summary>Reads what <see cref="Write(ref BitWriter, ReplicaId)"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>The id.</returns>
    public static ReplicaId ReadReplicaId(ref BitReader reader)
    {
        ulong packed = reader.Read(2 * ReferenceCode.WordBits);
        Span<uint> words =
            [(uint)(packed & ((1 << ReferenceCode.WordBits) - 1)), (uint)(packed >> ReferenceCode.WordBits)];
        return ReferenceCode.Dequantize(words);
    }
}
