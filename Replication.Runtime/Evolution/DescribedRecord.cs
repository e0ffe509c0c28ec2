namespace Replication.Runtime;

/// <summary>
/// Writes and reads the fields of a component, or of a struct within one, by their description: what generated code
/// does in a straight line, in a loop.
/// </summary>
internal sealed class DescribedRecord
{
    private readonly Node[] _nodes;
    private readonly ulong _typical;

    private DescribedRecord(Node[] nodes)
    {
        _nodes = nodes;
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Bits > 1) _typical |= 1UL << i;
        }

        if (_typical == 0 && nodes.Length > 0) _typical = ulong.MaxValue >> (64 - nodes.Length);
    }

    /// <summary>Makes the codes of a component.</summary>
    /// <param name="fields">Its fields; each can be read.</param>
    /// <returns>Null where the component or a struct has more fields than a mask covers.</returns>
    public static DescribedRecord? Of(IReadOnlyList<FieldSchema> fields) => Of([.. fields], pathLength: 0);

    public void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words)
    {
        foreach (Node node in _nodes)
        {
            node.Field?.WriteFull(ref writer, words);
            node.Record?.WriteFull(ref writer, words);
        }
    }

    public void ReadFull(ref BitReader reader, Span<uint> words)
    {
        foreach (Node node in _nodes)
        {
            node.Field?.ReadFull(ref reader, words);
            node.Record?.ReadFull(ref reader, words);
        }
    }

    /// <summary>Writes what changed; something did.</summary>
    public void WriteDelta(ref BitWriter writer, ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current)
    {
        ulong changed = 0;
        for (int i = 0; i < _nodes.Length; i++)
        {
            if (_nodes[i].Differs(baseline, current)) changed |= 1UL << i;
        }

        if (_nodes.Length > 1) ChangeMask.Write(ref writer, changed, _typical, _nodes.Length);
        for (int i = 0; i < _nodes.Length; i++)
        {
            if ((changed >> i & 1) == 0) continue;
            _nodes[i].Field?.WriteDelta(ref writer, baseline, current);
            _nodes[i].Record?.WriteDelta(ref writer, baseline, current);
        }
    }

    /// <summary>Reads what changed; the words that did not are those of the baseline already.</summary>
    public void ReadDelta(ref BitReader reader, ReadOnlySpan<uint> baseline, Span<uint> current)
    {
        ulong changed = _nodes.Length > 1 ? ChangeMask.Read(ref reader, _typical, _nodes.Length) : 1;
        for (int i = 0; i < _nodes.Length; i++)
        {
            if ((changed >> i & 1) == 0) continue;
            _nodes[i].Field?.ReadDelta(ref reader, baseline, current);
            _nodes[i].Record?.ReadDelta(ref reader, baseline, current);
        }
    }

    // Fields of one struct follow each other and have its path in common.
    private static DescribedRecord? Of(ReadOnlySpan<FieldSchema> fields, int pathLength)
    {
        var nodes = new List<Node>();
        while (!fields.IsEmpty)
        {
            int end = fields[0].Name.IndexOf('.', pathLength);
            if (end < 0)
            {
                nodes.Add(new Node(new DescribedField(fields[0]), null, fields[0].Bits));
                fields = fields[1..];
                continue;
            }

            int count = 1;
            string path = fields[0].Name[..(end + 1)];
            while (count < fields.Length && fields[count].Name.StartsWith(path, StringComparison.Ordinal)) count++;
            if (Of(fields[..count], end + 1) is not { } record) return null;
            nodes.Add(new Node(null, record, record._nodes.Sum(static node => node.Bits)));
            fields = fields[count..];
        }

        return nodes.Count > ChangeMask.MaxCount ? null : new DescribedRecord([.. nodes]);
    }

    private bool Differs(ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current)
    {
        foreach (Node node in _nodes)
        {
            if (node.Differs(baseline, current)) return true;
        }

        return false;
    }

    private readonly record struct Node(DescribedField? Field, DescribedRecord? Record, int Bits)
    {
        public bool Differs(ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current) =>
            Field?.Differs(baseline, current) ?? Record!.Differs(baseline, current);
    }
}
