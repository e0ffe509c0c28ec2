using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>Writes the constants of a record: ranges, bits, and which bit of the change mask is whose.</summary>
internal static class ConstantEmitter
{
    public static string Emit(RecordModel record, string access) => Template.Blocks(
        record.Fields.Select((field, index) => OfField(record, field, index, access)).Append(OfMask(record, access)));

    private static string OfField(RecordModel record, FieldModel field, int index, string access)
    {
        string[] constants = [
            .. OfShape(field.Shape, field.Prefix, hasDelta: true),
            .. record.Fields.Count > 1 ? [$"ulong {field.Prefix}Changed = 1UL << {index}"] : Array.Empty<string>(),
        ];
        return constants.Length == 0 ? "" : Template.Lines(
            constants.Select(constant => $"{access} const {constant};").Prepend(FieldComments.Line(field)));
    }

    /// <summary>The constants of a field: its range and bits, and the order of its delta where it has one.</summary>
    public static IEnumerable<string> OfShape(FieldShape shape, string prefix, bool hasDelta) => shape switch
    {
        RangeShape { Range: var range } number => [
            $"double {prefix}Min = {Template.Literal(range.Min)}",
            $"double {prefix}Step = {Template.Literal(range.Step)}",
            $"double {prefix}StepsPerUnit = {Template.Literal(1 / range.Step)}",
            $"uint {prefix}MaxWord = {range.MaxWord}",
            $"int {prefix}Bits = {range.Bits}",
            .. number.Axes == 1 && hasDelta ? [$"int {prefix}Order = {RangeOrder(range.Bits)}"] : Array.Empty<string>(),
        ],
        EnumShape value => [
            $"long {prefix}Min = {value.Min}",
            $"uint {prefix}MaxWord = {value.MaxWord}",
            .. !hasDelta ? [$"int {prefix}Bits = {value.Bits}"]
                : value.IsToggle ? Array.Empty<string>()
                : [$"int {prefix}Bits = {value.Bits}", $"int {prefix}Order = {RangeOrder(value.Bits)}"],
        ],
        RotationShape rotation => [$"int {prefix}Bits = {rotation.Bits}"],
        ArrayShape array =>
            OfShape(array.Element, prefix, hasDelta).Prepend($"int {prefix}{array.LengthName} = {array.Length}"),
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
