namespace Replication.Runtime;

/// <summary>
/// Trained codes, ready to write and read rows of any component: what generated code does in a straight line, in a loop
/// over the parts.
/// </summary>
internal sealed class TrainedCodes
{
    private readonly ComponentSchema _schema;
    private readonly ChangeCode? _changes;
    private readonly PartCodes[] _fields;
    private readonly int _partCount;

    /// <summary>Makes the codes.</summary>
    /// <param name="schema">The component; its fields are those that the codes are of.</param>
    /// <param name="codes">The codes.</param>
    public TrainedCodes(ComponentSchema schema, CodeSchema codes)
    {
        Part[] parts = Part.Of(schema) ?? [];
        _schema = schema;
        _partCount = parts.Length;
        _changes = codes.Changes;
        _fields = [.. schema.Fields.Select((field, index) => PartCodes.Of(
            field, codes.Ranks[index],
            [.. Enumerable.Range(0, parts.Length).Where(i => parts[i].Field == index).Select(i => codes.Words[i])]))];
    }

    public void Write(ref BitWriter writer, scoped in DeltaBaseline baseline, ReadOnlySpan<uint> current)
    {
        Span<byte> symbols = stackalloc byte[_partCount];
        symbols.Clear();
        ulong changed = 0;
        for (int i = 0; i < _fields.Length; i++)
        {
            FieldSchema field = _schema.Fields[i];
            bool isSame = baseline.Words.Slice(field.WordOffset, field.WordCount)
                .SequenceEqual(current.Slice(field.WordOffset, field.WordCount));
            if (!isSame) changed |= 1UL << _fields[i].Rank;
        }

        _changes?.Write(ref writer, changed);
        for (int i = 0; i < _fields.Length; i++)
        {
            if ((changed >> _fields[i].Rank & 1) == 0) continue;
            FieldSchema field = _schema.Fields[i];
            WordCode[] codes = _fields[i].Codes;
            if (_fields[i].Rotation is { } rotation)
            {
                rotation.Write(ref writer, symbols, baseline, field.WordOffset, current[field.WordOffset]);
                continue;
            }

            for (int word = 0; word < codes.Length; word++)
            {
                int at = field.WordOffset + word;
                codes[word].Write(ref writer, symbols, baseline, at, current[at]);
            }
        }
    }

    public void Read(ref BitReader reader, scoped in DeltaBaseline baseline, Span<uint> current)
    {
        Span<byte> symbols = stackalloc byte[_partCount];
        symbols.Clear();
        baseline.Words.CopyTo(current);
        ulong changed = _changes?.Read(ref reader) ?? 1;
        for (int i = 0; i < _fields.Length; i++)
        {
            if ((changed >> _fields[i].Rank & 1) == 0) continue;
            FieldSchema field = _schema.Fields[i];
            WordCode[] codes = _fields[i].Codes;
            if (codes.Length == 0) current[field.WordOffset] ^= 1;
            if (_fields[i].Rotation is { } rotation)
            {
                current[field.WordOffset] = rotation.Read(ref reader, symbols, baseline, field.WordOffset);
                continue;
            }

            for (int word = 0; word < codes.Length; word++)
            {
                int at = field.WordOffset + word;
                current[at] = codes[word].Read(ref reader, symbols, baseline, at);
            }
        }
    }

    private readonly record struct PartCodes(int Rank, WordCode[] Codes, RotationCode? Rotation)
    {
        public static PartCodes Of(FieldSchema field, int rank, WordCode[] codes) => new(
            rank, codes, field.Kind != FieldKind.Rotation ? null
                : new RotationCode((field.Bits - 2) / 3, codes[0], codes[1], codes[2], codes[3]));
    }
}
