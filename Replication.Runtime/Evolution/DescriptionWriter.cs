using System.Text;

namespace Replication.Runtime;

/// <summary>
/// Writes a <see cref="SchemaDescription"/>, which draws it. The twin of <see cref="DescriptionReader"/>.
/// </summary>
internal static class DescriptionWriter
{
    public static void Write(ref BitWriter writer, SchemaTable schema)
    {
        writer.Write(SchemaDescription.Version, 8);
        PrefixCode.Write(ref writer, (uint)schema.Count - 1, 2);
        foreach (ComponentCodec codec in schema.Codecs) Write(ref writer, codec.Schema);
    }

    private static void Write(ref BitWriter writer, ComponentSchema component)
    {
        WriteText(ref writer, component.Name);
        writer.WriteUInt64(component.Hash);
        writer.Write((uint)component.Authority, SchemaDescription.EnumBits);
        writer.Write((uint)component.Audience, SchemaDescription.EnumBits);
        writer.WriteBit(component.IsPredicted);
        PrefixCode.Write(ref writer, (uint)component.Fields.Count, 3);
        foreach (FieldSchema field in component.Fields) Write(ref writer, field);
        writer.WriteBit(component.Trained is not null);
        if (component.Trained is not null) CodeDescription.Write(ref writer, component);
    }

    private static void Write(ref BitWriter writer, FieldSchema field)
    {
        WriteText(ref writer, field.Name);
        PrefixCode.Write(ref writer, (uint)field.Id, 0);
        bool hasKey = field.Key != new FieldSchema(field.Name, field.Kind, 0, 0, 0, Id: field.Id).Key;
        writer.WriteBit(hasKey);
        if (hasKey) WriteText(ref writer, field.Key);
        writer.Write((uint)field.Kind, SchemaDescription.EnumBits);
        PrefixCode.Write(ref writer, (uint)field.WordCount - 1, 1);
        PrefixCode.Write(ref writer, (uint)field.Bits - 1, 5);
        bool hasRange = field.Min != 0 || field.Max != 0 || field.Step != 0;
        writer.WriteBit(hasRange);
        if (!hasRange) return;
        WriteDouble(ref writer, field.Min);
        WriteDouble(ref writer, field.Max);
        WriteDouble(ref writer, field.Step);
    }

    private static void WriteText(ref BitWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        PrefixCode.Write(ref writer, (uint)bytes.Length - 1, 4);
        foreach (byte value in bytes) writer.Write(value, 8);
    }

    private static void WriteDouble(ref BitWriter writer, double value) =>
        writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(value));
}
