using Replication.Generators.Model;

namespace Replication.Generators.Emission;

/// <summary>A part of a full send.</summary>
internal abstract record FullPart;

/// <summary>Words that one call writes.</summary>
internal sealed record Chunk(FullWord[] Words) : FullPart
{
    public int Bits => Words.Sum(word => word.Bits);

    /// <summary>Whether it is part of an array's plain element, which the comment above the loop describes.</summary>
    public bool IsWholeElement => Words.All(word => word.Label.EndsWith("]", StringComparison.Ordinal));

    public int ShiftOf(int index) => Words.Take(index).Sum(word => word.Bits);
}

/// <summary>The elements of an inline array.</summary>
/// <param name="Label">The field.</param>
/// <param name="Variable">The loop's variable.</param>
/// <param name="Length">The constant that is its length.</param>
/// <param name="Count">Its length.</param>
/// <param name="ElementBits">What each element costs.</param>
/// <param name="Body">The parts of an element.</param>
internal sealed record Loop(
    string Label, string Variable, string Length, int Count, int ElementBits, FullPart[] Body) : FullPart;

/// <summary>A word of a full send.</summary>
/// <param name="At">Where it is.</param>
/// <param name="Bits">How wide it is.</param>
/// <param name="MaxWord">The constant it must not be above; null where every pattern of its bits is valid.</param>
/// <param name="Label">The field it belongs to, with its path.</param>
internal sealed record FullWord(WordIndex At, int Bits, string? MaxWord, string Label);

/// <summary>Lays the words of a record out in calls of the bit writer.</summary>
internal static class FullLayout
{
    // Runtime's BitWriter.MaxWriteBits.
    private const int MaxWriteBits = 56;

    public static IEnumerable<FullPart> Of(RecordModel record) => Pack(OfRecord(record, WordIndex.Zero, "", ""));

    private static IEnumerable<object> OfRecord(RecordModel record, WordIndex at, string codec, string path) =>
        record.Fields.SelectMany(field =>
            OfShape(field.Shape, at.Plus(field.WordOffset), codec + field.Prefix, path + field.Name));

    // Yields words and loops in order; the words are packed later, across fields.
    private static IEnumerable<object> OfShape(FieldShape shape, WordIndex at, string prefix, string path)
    {
        switch (shape)
        {
            case RecordShape { Record: var record }:
                return OfRecord(record, at, $"{record.CodecName}.", $"{path}.");
            case ArrayShape array:
                WordIndex element = at.InLoop(array.Element.WordCount);
                IEnumerable<object> body = OfShape(array.Element, element, prefix, $"{path}[]");
                string length = prefix + array.LengthName;
                return [new Loop(path, at.Variable, length, array.Length, array.Element.FullBits, [.. Pack(body)])];
            default:
                int bits = shape.FullBits / shape.WordCount;
                return Enumerable.Range(0, shape.WordCount)
                    .Select(i => new FullWord(at.Plus(i), bits, MaxWordOf(shape, prefix), path));
        }
    }

    private static string? MaxWordOf(FieldShape shape, string prefix)
    {
        (uint maxWord, int bits) = shape switch
        {
            RangeShape { Range: var range } => (range.MaxWord, range.Bits),
            EnumShape value => (value.MaxWord, value.Bits),
            _ => (uint.MaxValue, 32),
        };
        return maxWord == uint.MaxValue >> (32 - bits) ? null : $"{prefix}MaxWord";
    }

    private static IEnumerable<FullPart> Pack(IEnumerable<object> items)
    {
        var words = new List<FullWord>();
        foreach (object item in items)
        {
            bool isFull = item is FullWord next && words.Sum(word => word.Bits) + next.Bits > MaxWriteBits;
            if (words.Count > 0 && (isFull || item is Loop))
            {
                yield return new Chunk([.. words]);
                words.Clear();
            }

            if (item is Loop loop)
                yield return loop;
            else
                words.Add((FullWord)item);
        }

        if (words.Count > 0) yield return new Chunk([.. words]);
    }
}
