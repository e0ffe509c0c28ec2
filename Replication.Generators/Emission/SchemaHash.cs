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
    public const int CodesVersion = 2;

    public static ulong Of(ComponentModel component) => Of(CanonicalText(component));

    /// <summary>The hash of a component without its profile, which names the fields that a profile is of.</summary>
    public static ulong OfLayout(ComponentModel component) => Of(LayoutText(component));

    /// <summary>The same as a profile has it.</summary>
    public static string LayoutName(ComponentModel component) =>
        OfLayout(component).ToString("X16", CultureInfo.InvariantCulture);

    public static ulong Of(string text)
    {
        using var sha256 = SHA256.Create();
        byte[] hash = sha256.ComputeHash(Encoding.UTF8.GetBytes(text));
        ulong value = 0;
        for (int i = 7; i >= 0; i--) value = (value << 8) | hash[i];
        return value;
    }

    public static string Literal(ulong hash) => $"0x{hash.ToString("X16", CultureInfo.InvariantCulture)}UL";

    /// <summary>The fields, and below them the codes where they are trained.</summary>
    public static string CanonicalText(ComponentModel component) => component.Profile is null
        ? LayoutText(component)
        : LayoutText(component) + Codes("delta", component.Profile.Delta) + Codes("full", component.Profile.Full);

    // One line for the component and one for each field, those of a struct indented below it.
    private static string LayoutText(ComponentModel component)
    {
        var text = new StringBuilder();
        text.Append($"codes {CodesVersion}\ncomponent {component.FullName} {component.Authority}");
        if (component.Audience != "Everyone") text.Append($" for {component.Audience}");
        text.Append('\n');
        AppendRecord(text, component.Record, depth: 1);
        return text.ToString();
    }

    private static string Codes(string name, CodesModel codes)
    {
        var text = new StringBuilder();
        text.Append($"{name} {string.Join(" ", codes.Typical)}; {string.Join(" ", codes.Order)}; ");
        text.Append($"{string.Join(" ", codes.Changes)}\n");
        foreach (WordCodeModel word in codes.Words)
        {
            text.Append($" {word.Name} {word.Form} {Template.Literal(word.Step)} {word.Prediction}; ");
            text.Append($"{string.Join(" ", word.Dictionary)}; {word.Parent} {word.Contexts}; ");
            text.Append($"{string.Join(" ", word.Lengths)}\n");
        }

        return text.ToString();
    }

    private static void AppendRecord(StringBuilder text, RecordModel record, int depth)
    {
        foreach (FieldModel field in record.Fields)
        {
            // An id names the field in place of its name, which may then change.
            text.Append(' ', depth).Append(field.Id is { } id ? $"#{id}" : field.Name).Append(' ');
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
