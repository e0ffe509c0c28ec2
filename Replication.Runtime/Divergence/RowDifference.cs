namespace Replication.Runtime;

/// <summary>Finds what differs between two states of one replica, field by field.</summary>
/// <param name="schema">The components of both.</param>
/// <param name="differences">Takes what differs.</param>
/// <param name="limit">The most differences taken; the rest are counted.</param>
internal sealed class RowDifference(SchemaTable schema, List<StateDifference> differences, int limit)
{
    /// <summary>How many differences there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds what differs.</summary>
    /// <param name="tick">The tick of both states.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="first">The components and words of the first.</param>
    /// <param name="second">The components and words of the second.</param>
    public void Compare(Tick tick, ReplicaId replica, in HeldState first, in HeldState second)
    {
        for (int slot = 0; slot < schema.Count; slot++)
        {
            bool isFirst = first.Layout.Mask.Has(slot);
            bool isSecond = second.Layout.Mask.Has(slot);
            ComponentSchema component = schema.Codecs[slot].Schema;
            if (isFirst != isSecond)
            {
                DifferenceKind kind = isFirst ? DifferenceKind.OnlyInFirst : DifferenceKind.OnlyInSecond;
                Add(new StateDifference(tick, replica, kind, component.Name, "", "", ""));
            }
            else if (isFirst && component.WordCount > 0)
            {
                CompareFields(tick, replica, component, first.Words(slot), second.Words(slot));
            }
        }
    }

    /// <summary>Adds that a replica is on one side alone.</summary>
    public void AddReplica(Tick tick, ReplicaId replica, DifferenceKind kind) =>
        Add(new StateDifference(tick, replica, kind, "", "", "", ""));

    private void CompareFields(
        Tick tick, ReplicaId replica, ComponentSchema component, ReadOnlySpan<uint> first, ReadOnlySpan<uint> second)
    {
        if (first.SequenceEqual(second)) return;
        foreach (FieldSchema field in component.Fields)
        {
            ReadOnlySpan<uint> ofFirst = first.Slice(field.WordOffset, field.WordCount);
            ReadOnlySpan<uint> ofSecond = second.Slice(field.WordOffset, field.WordCount);
            if (ofFirst.SequenceEqual(ofSecond)) continue;
            Add(new StateDifference(
                tick, replica, DifferenceKind.Value, component.Name, field.Name,
                ComponentJsonWriter.Text(field, first), ComponentJsonWriter.Text(field, second)));
        }
    }

    private void Add(StateDifference difference)
    {
        Count++;
        if (differences.Count < limit) differences.Add(difference);
    }

    /// <summary>The components of a replica and their words.</summary>
    internal readonly ref struct HeldState(RowLayout layout, ReadOnlySpan<uint> words)
    {
        private readonly ReadOnlySpan<uint> _words = words;

        public RowLayout Layout { get; } = layout;

        public ReadOnlySpan<uint> Words(int slot)
        {
            foreach (RowLayout.Column column in Layout.Columns)
            {
                if (column.Slot == slot) return _words.Slice(column.Offset, column.WordCount);
            }

            return [];
        }
    }
}
