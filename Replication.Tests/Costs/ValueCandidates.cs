using Replication.Generators.Model;

namespace Replication.Tests.Costs;

/// <summary>The words of a value from which the ends of its code can be reached, and words that reach them.</summary>
internal sealed record ValueCandidates(uint[] Baseline, uint[][] Currents)
{
    public static IEnumerable<ValueCandidates> Of(RecordModel record) =>
        record.Fields.SelectMany(static field => Of(field.Shape));

    private static IEnumerable<ValueCandidates> Of(FieldShape shape) => shape switch
    {
        BooleanShape or FloatShape or DoubleShape or VectorShape => Enumerable.Repeat(
            new ValueCandidates([0], [[0], [1]]), shape.WordCount),
        IntegerShape integer => [OfRange(integer.Bits, uint.MaxValue >> (32 - integer.Bits), axes: 1)],
        EnumShape value => [OfRange(value.Bits, value.MaxWord, axes: 1)],
        RangeShape number => [OfRange(number.Range.Bits, number.Range.MaxWord, number.Axes)],
        ReferenceShape => [OfRange(20, 0xFFFFF, axes: 2)],
        LongShape => [new([0, 0], [[0, 0], [1, 0], [0, 1u << 30]])],
        RotationShape rotation => [OfRotation(rotation.Bits)],
        RecordShape nested => Of(nested.Record),
        ArrayShape array => Enumerable.Range(0, array.Length).SelectMany(_ => Of(array.Element)),
        _ => throw new NotSupportedException(shape.GetType().Name),
    };

    // Each axis with each: what the next axis costs follows from those before it.
    private static ValueCandidates OfRange(int bits, uint maxWord, int axes)
    {
        uint baseline = Math.Min(1u << (bits - 1), maxWord);
        uint[] steps = [.. Steps(baseline, bits).Where(word => word <= maxWord)];
        IEnumerable<uint[]> currents = [[]];
        for (int i = 0; i < axes; i++)
        {
            currents = from before in currents
                       from step in steps
                       select before.Append(step).ToArray();
        }

        return new([.. Enumerable.Repeat(baseline, axes)], [.. currents]);
    }

    // The same for each lane of the rotation, with the largest lane as it was and with another. In the latter case the
    // reader goes on from a first lane at the end of its range: the lane that was the largest.
    private static ValueCandidates OfRotation(int bits)
    {
        uint middle = 1u << (bits - 1);
        uint most = (1u << bits) - 1;
        uint[] lanes = [.. Steps(middle, bits)];
        return new(
            [Pack(middle, middle, middle, 0)],
            [.. Words(lanes, 0), .. Words([.. Steps(most, bits)], 1)]);

        IEnumerable<uint[]> Words(uint[] first, uint index) =>
            from a in first
            from b in lanes
            from c in lanes
            select (uint[])[Pack(a, b, c, index)];

        uint Pack(uint a, uint b, uint c, uint index) =>
            a | (b << bits) | (c << (2 * bits)) | (index << (3 * bits));
    }

    // Up and down by every power of two: a difference of every length, the smallest and the largest of it.
    private static IEnumerable<uint> Steps(uint from, int bits)
    {
        yield return from;
        for (int power = 0; power < bits; power++)
        {
            uint step = 1u << power;
            if (from >= step) yield return from - step;
            if ((ulong)from + step < 1UL << bits) yield return from + step;
        }
    }
}
