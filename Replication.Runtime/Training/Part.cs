namespace Replication.Runtime;

/// <summary>
/// A number of a component that has a trained code of its own: a word, or a piece of a rotation's word.
/// </summary>
/// <param name="Name">As in <c>Position.X</c>.</param>
/// <param name="Field">Which field of the schema it is of.</param>
/// <param name="At">Which word.</param>
/// <param name="Kind">Which piece of it.</param>
/// <param name="Lane">For a rotation's step: which of the three, from zero.</param>
/// <param name="Bits">How wide the number is.</param>
/// <param name="MaxWord">The largest number that is valid.</param>
/// <param name="IsFloat">Whether it is the bits of a float.</param>
internal sealed record Part(
    string Name, int Field, int At, PartKind Kind, int Lane, int Bits, uint MaxWord, bool IsFloat)
{
    private static readonly string[] Axes = ["X", "Y", "Z", "W"];

    /// <summary>
    /// The parts of a component in the order they are written; null where one of its fields has no trained code.
    /// </summary>
    public static Part[]? Of(ComponentSchema schema)
    {
        var parts = new List<Part>();
        for (int field = 0; field < schema.Fields.Count; field++)
        {
            if (schema.Fields[field].Kind == FieldKind.Array) return null;
            parts.AddRange(Of(schema.Fields[field], field));
        }

        return schema.Fields.Count is 0 or > ChangeMask.MaxCount ? null : [.. parts];
    }

    /// <summary>A single bit of both values: that it changed says what it is.</summary>
    public static bool IsToggle(FieldSchema field) => field is { Bits: 1, WordCount: 1 }
        && (field.Kind == FieldKind.Boolean || MaxWordOf(field) == 1);

    /// <summary>The part's number in a delta's three states.</summary>
    public PartNumbers Numbers(scoped in DeltaBaseline baseline, ReadOnlySpan<uint> current)
    {
        uint held = baseline.Words[At], before = baseline.Earlier[At], sent = current[At];
        if (Kind == PartKind.Word) return new PartNumbers(held, before, sent);
        int bits = Kind == PartKind.Step ? Bits : Lane;
        if (Kind == PartKind.Largest) return new PartNumbers(0, 0, RotationCode.Turn(held, sent, bits));
        RotationCode.Align(ref held, ref before, (int)(sent >> (3 * bits)), bits);
        uint mask = (1u << bits) - 1;
        int shift = Lane * bits;
        return new PartNumbers((held >> shift) & mask, (before >> shift) & mask, (sent >> shift) & mask);
    }

    private static IEnumerable<Part> Of(FieldSchema field, int index)
    {
        if (IsToggle(field)) return [];
        if (field.Kind == FieldKind.Rotation) return OfRotation(field, index);
        bool isExact = field.Step == 0;
        bool isFloat = isExact && field.Bits == 32 * field.WordCount
            && (field.Kind == FieldKind.Vector || (field.Kind == FieldKind.Number && field.WordCount == 1));
        int bits = field.Bits / field.WordCount;
        uint maxWord = isExact ? uint.MaxValue >> (32 - bits) : MaxWordOf(field);
        return Enumerable.Range(0, field.WordCount).Select(word => new Part(
            field.WordCount == 1 ? field.Name : $"{field.Name}.{SuffixOf(field, word)}", index, field.WordOffset + word,
            PartKind.Word, 0, bits, maxWord, isFloat));
    }

    /// <summary>The largest word of a field with a range: how many steps it has.</summary>
    internal static uint MaxWordOf(FieldSchema field) =>
        (uint)Math.Round((field.Max - field.Min) / field.Step, MidpointRounding.AwayFromZero);

    // The index's lane holds the steps' bits: where in the word it is.
    private static IEnumerable<Part> OfRotation(FieldSchema field, int index)
    {
        int bits = (field.Bits - 2) / 3;
        uint maxStep = (1u << bits) - 1;
        return Enumerable.Range(0, 3)
            .Select(lane => new Part(
                $"{field.Name}.{"ABC"[lane]}", index, field.WordOffset, PartKind.Step, lane, bits, maxStep, false))
            .Prepend(new Part(
                $"{field.Name}.Largest", index, field.WordOffset, PartKind.Largest, bits, 2, 3, false));
    }

    private static string SuffixOf(FieldSchema field, int word) =>
        field.Kind == FieldKind.Vector ? Axes[word] : word == 0 ? "Low" : "High";
}

/// <summary>A part's number in what the reader holds, what it held before, and what is sent.</summary>
internal readonly record struct PartNumbers(uint Baseline, uint Earlier, uint Current);

/// <summary>What of a word a part is.</summary>
internal enum PartKind
{
    /// <summary>All of it.</summary>
    Word,

    /// <summary>Which component of a rotation is largest.</summary>
    Largest,

    /// <summary>One of a rotation's three steps.</summary>
    Step,
}
