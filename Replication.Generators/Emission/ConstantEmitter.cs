using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the constants of a record: ranges, bits, and which bit of the change mask is whose.</summary>
internal static class ConstantEmitter
{
    public static string Emit(RecordModel record, string access) => Template.Blocks(
        record.Fields.Select((field, index) => OfField(
                field,
                OfShape(field.Shape, field.Prefix, keepsToggles: false).Concat(OfDelta(field.Shape, field.Prefix))
                    .Concat(record.Fields.Count > 1 ? [$"ulong {field.Prefix}Changed = 1UL << {index}"] : []),
                access))
            .Append(OfMask(record, access)));

    /// <summary>Those of a record whose deltas have trained codes, which bring their own: the ranges.</summary>
    public static string EmitRanges(RecordModel record, string access) => Template.Blocks(
        record.Fields.Select(field => OfField(field, OfShape(field.Shape, field.Prefix, keepsToggles: false), access)));

    private static string OfField(FieldModel field, IEnumerable<string> constants, string access)
    {
        string[] lines = [.. constants];
        return lines.Length == 0 ? "" : Template.Lines(
            lines.Select(constant => $"{access} const {constant};").Prepend(FieldComments.Line(field)));
    }

    /// <summary>The constants of a field: its range and bits.</summary>
    /// <param name="shape">What it holds.</param>
    /// <param name="prefix">What they start with.</param>
    /// <param name="keepsToggles">
    /// Whether a value of one bit is written as such; a delta's mask says it already.
    /// </param>
    public static IEnumerable<string> OfShape(FieldShape shape, string prefix, bool keepsToggles) => shape switch
    {
        RangeShape { Range: var range } => [
            $"double {prefix}Min = {Template.Literal(range.Min)}",
            $"double {prefix}Step = {Template.Literal(range.Step)}",
            $"double {prefix}StepsPerUnit = {Template.Literal(1 / range.Step)}",
            $"uint {prefix}MaxWord = {range.MaxWord}",
            $"int {prefix}Bits = {range.Bits}",
        ],
        EnumShape value => [
            $"long {prefix}Min = {value.Min}",
            $"uint {prefix}MaxWord = {value.MaxWord}",
            .. value.IsToggle && !keepsToggles ? Array.Empty<string>() : [$"int {prefix}Bits = {value.Bits}"],
        ],
        RotationShape rotation => [$"int {prefix}Bits = {rotation.Bits}"],
        ArrayShape array =>
            OfShape(array.Element, prefix, keepsToggles).Prepend($"int {prefix}{array.LengthName} = {array.Length}"),
        _ => [],
    };

    // What the codes that every component has need beside the ranges.
    private static IEnumerable<string> OfDelta(FieldShape shape, string prefix) => shape switch
    {
        { IsToggle: true } => [],
        RangeShape { Axes: 1, Range: var range } => [$"int {prefix}Order = {RangeOrder(range.Bits)}"],
        EnumShape value => [$"int {prefix}Order = {RangeOrder(value.Bits)}"],
        ArrayShape array => OfDelta(array.Element, prefix),
        _ => [],
    };

    private static string OfMask(RecordModel record, string access)
    {
        if (record.Fields.Count < 2) return "";
        FieldModel[] wide = [.. record.Fields.Where(field => field.Shape.FullBits > 1)];
        if (wide.Length == 0) wide = [.. record.Fields];
        string which = wide.Length == record.Fields.Count ? "all fields" : "all fields wider than a bit";
        string names = Wrap(wide.Select(field => $"{field.Prefix}Changed"));
        return Template.Text($$"""
            // The change that costs one bit: {{which}}.
            {{access}} const int FieldCount = {{record.Fields.Count}};
            {{Template.Assign($"{access} const ulong TypicalChange", names)}}
            """);
    }

    private static string Wrap(IEnumerable<string> names)
    {
        string text = "";
        int column = 0;
        foreach (string name in names)
        {
            bool breaks = column + name.Length > 64;
            text += text.Length == 0 ? name : breaks ? "\n    | " + name : " | " + name;
            column = breaks ? name.Length : column + name.Length + 3;
        }

        return text;
    }

    // Runtime's DeltaCode.RangeOrder: a third of the bits.
    private static int RangeOrder(int bits) => (bits * 11) >> 5;
}
