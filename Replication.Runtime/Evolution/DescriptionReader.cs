using System.Text;

namespace Replication.Runtime;

/// <summary>
/// Reads a <see cref="SchemaDescription"/>, which draws it. Every count is checked against its limit and, as it is
/// read, against the bytes that there are: what is allocated follows what came.
/// </summary>
internal static class DescriptionReader
{
    // Bytes that are no UTF-8 become the character that stands for them; nothing throws.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reads the components; what is given where the reader failed has no meaning.</summary>
    public static ComponentSchema[] Read(ref BitReader reader)
    {
        reader.Require(reader.Read(8) == SchemaDescription.Version);
        uint count = PrefixCode.Read(ref reader, 2) + 1;
        reader.Require(count <= ComponentMask.MaxSlots);
        int codesLeft = SchemaDescription.MaxCodes;
        var components = new List<ComponentSchema>();
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            ComponentSchema component = ReadComponent(ref reader, ref codesLeft);
            reader.Require(i == 0 || string.CompareOrdinal(component.Name, components[^1].Name) > 0);
            components.Add(component);
        }

        return [.. components];
    }

    private static ComponentSchema ReadComponent(ref BitReader reader, ref int codesLeft)
    {
        string name = ReadText(ref reader);
        ulong hash = reader.ReadUInt64();
        var authority = (Authority)reader.Read(SchemaDescription.EnumBits);
        var audience = (Audience)reader.Read(SchemaDescription.EnumBits);
        reader.Require(Enum.IsDefined(authority) && Enum.IsDefined(audience));
        bool isPredicted = reader.ReadBit();
        FieldSchema[] fields = ReadFields(ref reader);
        var component = new ComponentSchema(
            name, authority, fields.Sum(static field => field.WordCount), fields.Sum(static field => field.Bits), hash,
            fields, audience) { IsPredicted = isPredicted };
        bool isTrained = reader.ReadBit();
        if (reader.Failed || !isTrained) return component;

        // A row in full has a bit that says whether it is in the trained codes.
        ComponentCodes? trained = CodeDescription.Read(ref reader, component, ref codesLeft);
        return component with { FullBits = component.FullBits + 1, Trained = trained };
    }

    private static FieldSchema[] ReadFields(ref BitReader reader)
    {
        uint count = PrefixCode.Read(ref reader, 3);
        reader.Require(count <= SchemaDescription.MaxFields);
        var fields = new List<FieldSchema>();
        var names = new HashSet<string>();
        var keys = new HashSet<string>();
        int words = 0;
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            FieldSchema field = ReadField(ref reader, words);
            words += field.WordCount;
            reader.Require(words <= SchemaDescription.MaxWords && names.Add(field.Name) && keys.Add(field.Key));
            fields.Add(field);
        }

        return [.. fields];
    }

    private static FieldSchema ReadField(ref BitReader reader, int wordOffset)
    {
        string name = ReadText(ref reader);
        uint id = PrefixCode.Read(ref reader, 0);
        reader.Require(id <= ushort.MaxValue);
        string? key = reader.ReadBit() ? ReadText(ref reader) : null;
        var kind = (FieldKind)reader.Read(SchemaDescription.EnumBits);
        uint words = PrefixCode.Read(ref reader, 1);
        uint bits = PrefixCode.Read(ref reader, 5);
        reader.Require(words < SchemaDescription.MaxWords && bits < 32 * SchemaDescription.MaxWords);
        bool hasRange = reader.ReadBit();
        double min = hasRange ? ReadDouble(ref reader) : 0;
        double max = hasRange ? ReadDouble(ref reader) : 0;
        double step = hasRange ? ReadDouble(ref reader) : 0;
        if (reader.Failed) return new FieldSchema("", FieldKind.Boolean, 0, 1, 1);
        var field = new FieldSchema(
            name, kind, wordOffset, (int)words + 1, (int)bits + 1, min, max, step, (int)id);
        if (key is not null) field = field with { Key = key };
        reader.Require(FieldRules.IsSound(field));
        return field;
    }

    private static string ReadText(ref BitReader reader)
    {
        uint last = PrefixCode.Read(ref reader, 4);
        reader.Require(last < SchemaDescription.MaxNameBytes);
        if (reader.Failed) return "";
        Span<byte> bytes = stackalloc byte[(int)last + 1];
        foreach (ref byte value in bytes) value = (byte)reader.Read(8);
        string text = Utf8.GetString(bytes);
        reader.Require(!text.Any(char.IsControl));
        return text;
    }

    private static double ReadDouble(ref BitReader reader)
    {
        double value = BitConverter.UInt64BitsToDouble(reader.ReadUInt64());
        reader.Require(double.IsFinite(value));
        return value;
    }
}
