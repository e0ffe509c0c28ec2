using System.Numerics;

namespace Replication.Runtime;

/// <summary>Where replicas are, from their quantised rows: read once a tick where a row changed.</summary>
internal sealed class PositionTable
{
    private readonly List<Source> _sources = [];
    private readonly Dictionary<RowLayout, Source?> _sourceOfLayout = [];
    private RowLayout? _latest;
    private Source? _sourceOfLatest;
    private Vector3[] _positions = [];

    /// <param name="schema">The components.</param>
    /// <param name="fields">The fields that say where a replica is: the first that it has.</param>
    public PositionTable(SchemaTable schema, IReadOnlyList<PositionField> fields)
    {
        foreach (PositionField field in fields) _sources.Add(Find(schema, field));
    }

    /// <summary>Rows whose position is known.</summary>
    public RowBits Known { get; } = new();

    /// <summary>A row's position; the origin where it has none.</summary>
    public Vector3 this[int index] => _positions[index];

    /// <summary>Takes in what a tick changed.</summary>
    public void Update(RowTable rows, RowBits changed)
    {
        if (_sources.Count == 0) return;
        Known.Grow(rows.Count);
        if (_positions.Length < rows.Count) Array.Resize(ref _positions, Math.Max(rows.Count, _positions.Length * 2));
        foreach (int index in new ReplicaSet(changed))
        {
            ref Row row = ref rows[index];
            if (row.Layout is null || SourceOf(row.Layout) is not { } source)
            {
                Known.Reset(index);
                continue;
            }

            _positions[index] = source.Read(rows.Words(row));
            Known.Set(index);
        }
    }

    private static Source Find(SchemaTable schema, PositionField field)
    {
        for (int slot = 0; slot < schema.Count; slot++)
        {
            ComponentCodec codec = schema.Codecs[slot];
            if (codec.ComponentType != field.ComponentType) continue;
            foreach (FieldSchema candidate in codec.Schema.Fields)
            {
                bool isPosition = candidate.Kind == FieldKind.Vector && candidate.WordCount is 2 or 3;
                if (candidate.Name == field.Field && isPosition) return new Source(slot, 0, candidate);
            }
        }

        Throw.NoPosition(field);
        return default;
    }

    private Source? SourceOf(RowLayout layout)
    {
        if (ReferenceEquals(layout, _latest)) return _sourceOfLatest;
        (_latest, _sourceOfLatest) = (layout, FindSource(layout));
        return _sourceOfLatest;
    }

    private Source? FindSource(RowLayout layout)
    {
        if (_sourceOfLayout.TryGetValue(layout, out Source? source)) return source;
        foreach (Source candidate in _sources)
        {
            foreach (RowLayout.Column column in layout.Columns)
            {
                if (column.Slot == candidate.Slot) source ??= candidate with { Offset = column.Offset };
            }
        }

        return _sourceOfLayout[layout] = source;
    }

    // Where a row's position is in its words.
    private readonly record struct Source(int Slot, int Offset, FieldSchema Field)
    {
        public Vector3 Read(ReadOnlySpan<uint> row)
        {
            ReadOnlySpan<uint> words = row.Slice(Offset + Field.WordOffset, Field.WordCount);
            return new Vector3(Axis(words[0]), Axis(words[1]), words.Length > 2 ? Axis(words[2]) : 0);
        }

        private float Axis(uint word) => Field.Step > 0
            ? (float)(Field.Min + (word * Field.Step))
            : BitConverter.UInt32BitsToSingle(word);
    }
}
