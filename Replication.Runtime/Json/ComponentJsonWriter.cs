using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Replication.Runtime;

/// <summary>Writes words as JSON by their schema.</summary>
internal static class ComponentJsonWriter
{
    // Paths become objects again: fields with the same beginning lie side by side.
    public static void WriteFields(Utf8JsonWriter writer, IReadOnlyList<FieldSchema> fields, ReadOnlySpan<uint> words)
    {
        var open = new List<string>();
        writer.WriteStartObject();
        foreach (FieldSchema field in fields)
        {
            string[] path = field.Name.Split('.');
            int shared = 0;
            while (shared < open.Count && shared < path.Length - 1 && open[shared] == path[shared]) shared++;
            Close(writer, open, shared);
            for (int level = shared; level < path.Length - 1; level++)
            {
                writer.WriteStartObject(path[level]);
                open.Add(path[level]);
            }

            writer.WritePropertyName(path[^1]);
            WriteField(writer, field, words);
        }

        Close(writer, open, 0);
        writer.WriteEndObject();
    }

    /// <summary>One field's value as JSON text.</summary>
    /// <param name="field">The field.</param>
    /// <param name="words">The component's words.</param>
    public static string Text(FieldSchema field, ReadOnlySpan<uint> words)
    {
        // Of another build's enum only the number is known.
        if (field is { Kind: FieldKind.Enumeration, Enumeration: null })
            return words[field.WordOffset].ToString(CultureInfo.InvariantCulture);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        WriteField(writer, field, words);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Close(Utf8JsonWriter writer, List<string> open, int depth)
    {
        for (; open.Count > depth; open.RemoveAt(open.Count - 1)) writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, FieldSchema field, ReadOnlySpan<uint> words)
    {
        words = words.Slice(field.WordOffset, field.WordCount);
        switch (field.Kind)
        {
            case FieldKind.Boolean:
                writer.WriteBooleanValue(words[0] != 0);
                break;
            case FieldKind.WholeNumber when field.Step > 0:
                writer.WriteNumberValue((long)Quantizer.Dequantize(words[0], field.Min, field.Step));
                break;
            case FieldKind.WholeNumber:
                WriteWhole(writer, FieldWords.Whole(words, field.Bits, field.Min < 0), field.Min < 0);
                break;
            case FieldKind.Enumeration:
                JsonValue.WriteEnum(writer, FieldWords.EnumValue(field, words), field.Enumeration!);
                break;
            case FieldKind.Rotation:
                JsonValue.Write(writer, RotationJson.FromWord(words[0], FieldWords.RotationBits(field)));
                break;
            case FieldKind.Vector:
                writer.WriteStartArray();
                for (int axis = 0; axis < words.Length; axis++) WriteNumber(writer, field, words.Slice(axis, 1));
                writer.WriteEndArray();
                break;
            case FieldKind.Array:
                WriteArray(writer, field, words);
                break;
            default:
                WriteNumber(writer, field, words);
                break;
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, FieldSchema field, ReadOnlySpan<uint> words)
    {
        IReadOnlyList<FieldSchema> element = field.Element!;
        int stride = words.Length / field.Length;
        writer.WriteStartArray();
        for (int i = 0; i < field.Length; i++)
        {
            ReadOnlySpan<uint> item = words.Slice(i * stride, stride);
            if (FieldWords.IsPlain(element))
                WriteField(writer, element[0], item);
            else
                WriteFields(writer, element, item);
        }

        writer.WriteEndArray();
    }

    private static void WriteWhole(Utf8JsonWriter writer, long value, bool isSigned)
    {
        if (isSigned)
            writer.WriteNumberValue(value);
        else
            writer.WriteNumberValue(unchecked((ulong)value));
    }

    private static void WriteNumber(Utf8JsonWriter writer, FieldSchema field, ReadOnlySpan<uint> words)
    {
        if (field.Step > 0)
            writer.WriteNumberValue(FieldWords.ShortNumber(field, words[0]));
        else if (words.Length == 1)
            JsonFloat.Write(writer, BitConverter.UInt32BitsToSingle(words[0]));
        else
            JsonFloat.Write(writer, BitConverter.UInt64BitsToDouble(FieldWords.Join(words)));
    }
}
