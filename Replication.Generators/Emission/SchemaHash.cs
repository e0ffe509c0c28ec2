using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>
/// Tells whether two builds mean the same by a component: the first eight bytes, little-endian, of the SHA-256 of its
/// canonical text.
/// </summary>
internal static class SchemaHash
{
    // Goes up when the same model is sent in other bits.
    public const int CodesVersion = 1;

    public static ulong Of(ComponentModel component) => Of(CanonicalText(component));

    public static ulong Of(string canonicalText)
    {
        using var sha256 = SHA256.Create();
        byte[] hash = sha256.ComputeHash(Encoding.UTF8.GetBytes(canonicalText));
        ulong value = 0;
        for (int i = 7; i >= 0; i--) value = (value << 8) | hash[i];
        return value;
    }

    public static string Literal(ulong hash) => $"0x{hash.ToString("X16", CultureInfo.InvariantCulture)}UL";

    /// <summary>One line for the component and one for each field, those of a struct indented below it.</summary>
    public static string CanonicalText(ComponentModel component)
    {
        var text = new StringBuilder();
        text.Append($"codes {CodesVersion}\ncomponent {component.FullName} {component.Authority}\n");
        AppendRecord(text, component.Record, depth: 1);
        return text.ToString();
    }

    private static void AppendRecord(StringBuilder text, RecordModel record, int depth)
    {
        foreach (FieldModel field in record.Fields)
        {
            text.Append(' ', depth).Append(field.Name).Append(' ');
            AppendShape(text, field.Shape, depth);
        }
    }

    public static void AppendShape(StringBuilder text, FieldShape shape, int depth)
    {
        text.Append($"{SchemaFieldsEmitter.KindOf(shape)} {shape.WordCount} {shape.FullBits}");
        switch (shape)
        {
            case ArrayShape array:
                text.Append($" of {array.Length} ");
                AppendShape(text, array.Element, depth);
                return;
            case RecordShape nested:
                text.Append('\n');
                AppendRecord(text, nested.Record, depth + 1);
                return;
            case RangeShape { Range: var range }:
                text.Append($" {Template.Literal(range.Min)} {Template.Literal(range.Max)}");
                text.Append($" {Template.Literal(range.Step)}");
                break;
            case EnumShape value:
                text.Append($" {value.Min.ToString(CultureInfo.InvariantCulture)} {value.MaxWord}");
                break;
            case IntegerShape { IsEnum: false } whole:
                text.Append($" exact {whole.TypeName}");
                break;
            case LongShape { IsEnum: false } whole:
                text.Append($" exact {whole.TypeName}");
                break;
            case IntegerShape or LongShape or FloatShape or DoubleShape or VectorShape:
                text.Append(" exact");
                break;
        }

        text.Append('\n');
    }
}
