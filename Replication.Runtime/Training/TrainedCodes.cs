namespace Replication.Runtime;

/// <summary>
/// The codes of a profile, ready to write and read rows of any component: what generated code does in a straight line,
/// in a loop over the parts.
/// </summary>
internal sealed class TrainedCodes
{
    private readonly ComponentSchema _schema;
    private readonly int[] _ranks;
    private readonly ChangeCode _changes;
    private readonly bool _alwaysChanges;
    private readonly WordCode[][] _fields;
    private readonly int _partCount;

    /// <summary>Makes the codes.</summary>
    /// <param name="schema">The component.</param>
    /// <param name="profile">Codes trained on it.</param>
    /// <param name="alwaysChanges">
    /// Whether a row is sent only where it differs: then a single field has no mask.
    /// </param>
    /// <exception cref="ArgumentException">The profile's fields are not the component's.</exception>
    public TrainedCodes(ComponentSchema schema, CodesProfile profile, bool alwaysChanges)
    {
        Part[] parts = Part.Of(schema) ?? [];
        _schema = schema;
        _partCount = parts.Length;
        _alwaysChanges = alwaysChanges && schema.Fields.Count == 1;
        if (!parts.Select(static part => part.Name).SequenceEqual(profile.Words.Select(static word => word.Name))
            || profile.Order.Count != schema.Fields.Count)
        {
            Throw.ProfileStale(schema.Name);
        }

        _changes = new ChangeCode(profile.Changes.ToArray());
        _ranks = [.. schema.Fields.Select(field => profile.Order.ToList().IndexOf(field.Name))];
        WordCode[] codes = [.. profile.Words.Select((word, i) => CodeOf(word, parts[i], i, profile))];
        _fields = [.. schema.Fields.Select((_, field) => codes.Where((_, i) => parts[i].Field == field).ToArray())];
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
            if (!isSame) changed |= 1UL << _ranks[i];
        }

        if (!_alwaysChanges) _changes.Write(ref writer, changed);
        for (int i = 0; i < _fields.Length; i++)
        {
            if ((changed >> _ranks[i] & 1) == 0) continue;
            FieldSchema field = _schema.Fields[i];
            WordCode[] codes = _fields[i];
            if (field.Kind == FieldKind.Rotation)
            {
                Rotation(field, codes).Write(
                    ref writer, symbols, baseline, field.WordOffset, current[field.WordOffset]);
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
        ulong changed = _alwaysChanges ? 1 : _changes.Read(ref reader);
        for (int i = 0; i < _fields.Length; i++)
        {
            if ((changed >> _ranks[i] & 1) == 0) continue;
            FieldSchema field = _schema.Fields[i];
            WordCode[] codes = _fields[i];
            if (codes.Length == 0) current[field.WordOffset] ^= 1;
            if (field.Kind == FieldKind.Rotation)
            {
                current[field.WordOffset] = Rotation(field, codes).Read(
                    ref reader, symbols, baseline, field.WordOffset);
                continue;
            }

            for (int word = 0; word < codes.Length; word++)
            {
                int at = field.WordOffset + word;
                current[at] = codes[word].Read(ref reader, symbols, baseline, at);
            }
        }
    }

    private static RotationCode Rotation(FieldSchema field, WordCode[] codes) =>
        new((field.Bits - 2) / 3, codes[0], codes[1], codes[2], codes[3]);

    private static WordCode CodeOf(WordProfile word, Part part, int index, CodesProfile profile)
    {
        int parent = word.Parent.Length == 0
            ? -1
            : profile.Words.ToList().FindIndex(other => other.Name == word.Parent);
        return new WordCode(
            index, part.Bits, part.MaxWord, word.Prediction, word.Lengths.ToArray(), word.Form, word.Step,
            word.Dictionary.ToArray(), parent, word.Contexts);
    }
}
