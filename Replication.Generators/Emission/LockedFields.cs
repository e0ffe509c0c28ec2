using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>A component as the lock has it.</summary>
internal static class LockedFields
{
    public static LockedComponent Of(ComponentModel component) => new(
        component.FullName, component.Authority, component.Audience,
        OfRecord(component.Record, path: "", key: "").OrderBy(field => field.Name, StringComparer.Ordinal)
            .ToEquatableArray());

    /// <summary>What a field is, for messages: as in <c>Number [0, 360] step 1 (9 bits)</c>.</summary>
    public static string Describe(LockedField field)
    {
        string range = field switch
        {
            { Step: > 0 } =>
                $" [{Template.Literal(field.Min)}, {Template.Literal(field.Max)}] step {Template.Literal(field.Step)}",
            { Min: 0, Max: 0 } => "",
            _ => $" [{Template.Literal(field.Min)}, {Template.Literal(field.Max)}]",
        };
        string bits = field.Bits == 1 ? "1 bit" : $"{field.Bits} bits";
        return $"{field.Kind}{range} ({bits})";
    }

    private static IEnumerable<LockedField> OfRecord(RecordModel record, string path, string key) =>
        record.Fields.SelectMany(field =>
        {
            string name = path + field.Name, ownKey = key + SchemaFieldsEmitter.KeyOf(field);
            return field.Shape is RecordShape nested
                ? OfRecord(nested.Record, name + ".", ownKey + ".")
                : [OfField(name, ownKey, field.Shape)];
        });

    private static LockedField OfField(string name, string key, FieldShape shape)
    {
        (double min, double max, double step) = RangeOf(shape);
        return new LockedField(
            name, key, SchemaFieldsEmitter.KindOf(shape), shape.WordCount, shape.FullBits, min, max, step);
    }

    private static (double Min, double Max, double Step) RangeOf(FieldShape shape) => shape switch
    {
        RangeShape { Range: var range } => (range.Min, range.Max, range.Step),
        EnumShape value => (value.Min, value.Min + value.MaxWord, 1),
        IntegerShape { IsEnum: false, TypeName: var type } => LimitsOf(type),
        LongShape { IsEnum: false, TypeName: var type } => LimitsOf(type),
        ArrayShape array => RangeOf(array.Element),
        _ => default,
    };

    private static (double Min, double Max, double Step) LimitsOf(string type) => type switch
    {
        "sbyte" => (sbyte.MinValue, sbyte.MaxValue, 0),
        "byte" => (byte.MinValue, byte.MaxValue, 0),
        "char" => (char.MinValue, char.MaxValue, 0),
        "short" => (short.MinValue, short.MaxValue, 0),
        "ushort" => (ushort.MinValue, ushort.MaxValue, 0),
        "int" => (int.MinValue, int.MaxValue, 0),
        "uint" => (uint.MinValue, uint.MaxValue, 0),
        "long" => (long.MinValue, long.MaxValue, 0),
        _ => (ulong.MinValue, ulong.MaxValue, 0),
    };
}
