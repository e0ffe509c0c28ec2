namespace Replication.Runtime;

/// <summary>Trains the code of a component's change mask.</summary>
internal static class ChangeTrainer
{
    private const int GroupFields = 8;

    /// <summary>Which fields of each sample differ from what it was sent against; bit i is field i.</summary>
    public static ulong[] Masks(ComponentSchema schema, SampleSet samples)
    {
        var masks = new ulong[samples.Count];
        for (int row = 0; row < masks.Length; row++)
        {
            ReadOnlySpan<uint> baseline = samples.Baseline(row).Words, current = samples.Current(row);
            for (int field = 0; field < schema.Fields.Count; field++)
            {
                FieldSchema item = schema.Fields[field];
                bool isSame = baseline.Slice(item.WordOffset, item.WordCount)
                    .SequenceEqual(current.Slice(item.WordOffset, item.WordCount));
                if (!isSame) masks[row] |= 1UL << field;
            }
        }

        return masks;
    }

    /// <summary>The fields by how often they change; of equally frequent ones the first declared.</summary>
    public static int[] Order(int fieldCount, ulong[] masks) =>
    [
        .. Enumerable.Range(0, fieldCount)
            .OrderByDescending(field => masks.Count(mask => (mask >> field & 1) != 0))
            .ThenBy(static field => field),
    ];

    /// <summary>The code's lengths, as <see cref="ChangeCode"/> takes them.</summary>
    public static string[] Lengths(int[] order, ulong[] masks)
    {
        var groups = new double[(order.Length + GroupFields - 1) / GroupFields][];
        for (int group = 0; group < groups.Length; group++)
            groups[group] = new double[1 << Math.Min(GroupFields, order.Length - (group * GroupFields))];
        var which = new double[1 << groups.Length];
        foreach (ulong mask in masks)
        {
            ulong ranked = Ranked(mask, order);
            which[ChangeCode.GroupsOf(ranked)]++;
            for (int group = 0; group < groups.Length; group++)
            {
                int symbol = (byte)(ranked >> (group * GroupFields));
                if (symbol != 0 || groups.Length == 1) groups[group][symbol]++;
            }
        }

        IEnumerable<string> lengths = groups.Select(static counts => CodeLengths.Of(counts));
        return groups.Length == 1 ? [.. lengths] : [.. lengths, CodeLengths.Of(which)];
    }

    /// <summary>A mask of fields as one of ranks.</summary>
    public static ulong Ranked(ulong mask, int[] order)
    {
        ulong ranked = 0;
        for (int rank = 0; rank < order.Length; rank++) ranked |= (mask >> order[rank] & 1) << rank;
        return ranked;
    }
}
