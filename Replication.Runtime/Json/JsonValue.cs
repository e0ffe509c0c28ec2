using System.Numerics;
using System.Text.Json;

namespace Replication.Runtime;

/// <summary>
/// Writes single values as JSON, so that <see cref="JsonInput"/> reads exactly the same: numbers with as many digits
/// as that takes, vectors and rotations as arrays, enums by name.
/// </summary>
/// <remarks>For tools; the hot path has no JSON. Throws only what the writer does.</remarks>
public static class JsonValue
{
    /// <summary>Writes true or false.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    /// <summary>Writes a whole number.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The number.</param>
    public static void Write(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    /// <summary>Writes a whole number without a sign.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The number.</param>
    public static void Write(Utf8JsonWriter writer, ulong value) => writer.WriteNumberValue(value);

    /// <summary>Writes a number; one that is not finite as a string.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The number.</param>
    public static void Write(Utf8JsonWriter writer, float value) => JsonFloat.Write(writer, value);

    /// <summary>Writes a number; one that is not finite as a string.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The number.</param>
    public static void Write(Utf8JsonWriter writer, double value) => JsonFloat.Write(writer, value);

    /// <summary>Writes a string.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The string.</param>
    public static void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    /// <summary>Writes a vector as an array of its axes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector.</param>
    public static void Write(Utf8JsonWriter writer, Vector2 value) => WriteAxes(writer, [value.X, value.Y]);

    /// <summary>Writes a vector as an array of its axes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector.</param>
    public static void Write(Utf8JsonWriter writer, Vector3 value) => WriteAxes(writer, [value.X, value.Y, value.Z]);

    /// <summary>Writes a vector as an array of its axes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The vector.</param>
    public static void Write(Utf8JsonWriter writer, Vector4 value) =>
        WriteAxes(writer, [value.X, value.Y, value.Z, value.W]);

    /// <summary>Writes a rotation as an array: x, y, z, w.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The rotation.</param>
    public static void Write(Utf8JsonWriter writer, Quaternion value) =>
        WriteAxes(writer, [value.X, value.Y, value.Z, value.W]);

    /// <summary>Writes a replica's id as an array: index, generation; null for none.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The id.</param>
    public static void Write(Utf8JsonWriter writer, ReplicaId value)
    {
        if (value == ReplicaId.None)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        writer.WriteNumberValue(value.Index);
        writer.WriteNumberValue(value.Generation);
        writer.WriteEndArray();
    }

    /// <summary>Writes a value of an enum: its name, names with commas between them for flags, or its number.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value's number.</param>
    /// <param name="names">The enum's values.</param>
    public static void WriteEnum(Utf8JsonWriter writer, long value, EnumSchema names) =>
        EnumJson.Write(writer, value, names);

    private static void WriteAxes(Utf8JsonWriter writer, ReadOnlySpan<float> axes)
    {
        writer.WriteStartArray();
        foreach (float axis in axes) JsonFloat.Write(writer, axis);
        writer.WriteEndArray();
    }
}
