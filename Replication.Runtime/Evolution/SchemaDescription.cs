using System.Text;

namespace Replication.Runtime;

// What a peer with other components is told, in the bits and codes of a payload:
//
//     8                 version of this description, 1
//     code 2            components - 1, then each, by rising name:
//       text            its name
//       64              its hash
//       3 | 3           authority | audience
//       1               its deltas foretell motion from two states
//       code 3          fields, then each, in the order that they are sent:
//         text          its name
//         code 0        its id, 0 for none
//         1 [text]      its key, where that is not told by name and id
//         3             kind
//         code 1        words - 1
//         code 5        bits of all words together - 1
//         1 [64 64 64]  smallest value, largest value, step, as doubles; where they are not all zero
//       1 [codes]       trained codes, see CodeDescription
//
// A text is code 4 of its bytes - 1, then its UTF-8 bytes.

/// <summary>A schema as bytes, so that a build with other components can read what this one sends.</summary>
internal static class SchemaDescription
{
    /// <summary>The version of the format. A reader refuses any other.</summary>
    public const int Version = 1;

    /// <summary>The largest description.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 512;

    /// <summary>The most fields of a component, those of its structs counted one by one.</summary>
    public const int MaxFields = MaxWords;

    /// <summary>The most words of a component, as the generator has it.</summary>
    public const int MaxWords = 1024;

    /// <summary>The most codes of trained words, all components together; one takes about 1.3 KB in memory.</summary>
    public const int MaxCodes = 16_384;

    /// <summary>Bits of an authority, an audience and a field's kind.</summary>
    public const int EnumBits = 3;

    /// <summary>Describes a schema.</summary>
    /// <returns>The bytes; null where the schema is beyond a limit of descriptions.</returns>
    public static byte[]? Write(SchemaTable schema)
    {
        if (!IsWithinLimits(schema)) return null;
        byte[] buffer = new byte[MaxBytes];
        var writer = new BitWriter(buffer);
        DescriptionWriter.Write(ref writer, schema);
        return writer.Overflowed ? null : buffer[..writer.ByteCount];
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <returns>The components, by name; null where the bytes are no description.</returns>
    public static ComponentSchema[]? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes) return null;
        var reader = new BitReader(bytes);
        ComponentSchema[] components = DescriptionReader.Read(ref reader);

        // Less than a byte is left, and nothing in it.
        reader.Require(reader.RemainingBits < 8);
        reader.Require(reader.Read(reader.RemainingBits) == 0);
        return reader.Failed ? null : components;
    }

    private static bool IsWithinLimits(SchemaTable schema)
    {
        int codes = 0;
        foreach (ComponentCodec codec in schema.Codecs)
        {
            ComponentSchema component = codec.Schema;
            if (component.Trained is not null) codes += CodeDescription.CountCodes(component.Trained);
            if (component.WordCount > MaxWords || IsTooLong(component.Name)) return false;
            if (component.Fields.Any(static field => IsTooLong(field.Name) || IsTooLong(field.Key))) return false;
        }

        return codes <= MaxCodes;
    }

    private static bool IsTooLong(string name) => Encoding.UTF8.GetByteCount(name) > MaxNameBytes;
}
