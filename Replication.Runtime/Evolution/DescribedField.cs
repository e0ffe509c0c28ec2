namespace Replication.Runtime;

/// <summary>Writes and reads one field's bits in the codes of every component, by its description alone.</summary>
internal sealed class DescribedField
{
    private readonly CodeKind _code;
    private readonly int _at;
    private readonly int _words;
    private readonly int _bits;
    private readonly uint _maxWord;

    /// <param name="field">The field; <see cref="CanRead"/> says that it can be read.</param>
    public DescribedField(FieldSchema field)
    {
        _code = CodeOf(field);
        _at = field.WordOffset;
        _words = field.WordCount;
        _bits = field.Kind == FieldKind.Rotation ? (field.Bits - 2) / 3 : field.Bits / field.WordCount;
        _maxWord = field.Kind == FieldKind.Rotation
            ? uint.MaxValue >> (32 - field.Bits)
            : FieldRules.MaxWordOf(field);
    }

    private enum CodeKind
    {
        Toggle,
        Integer,
        Range,
        RangedVector,
        Long,
        Float,
        Exact,
        Rotation,
        Reference,
    }

    /// <summary>Whether a description says all that reading the field takes.</summary>
    public static bool CanRead(FieldSchema field) =>
        field.Kind != FieldKind.Array && FieldRules.HasKnownWords(field);

    /// <summary>Whether the field differs.</summary>
    public bool Differs(ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current) =>
        !baseline.Slice(_at, _words).SequenceEqual(current.Slice(_at, _words));

    public void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words)
    {
        int bits = _code == CodeKind.Rotation ? (3 * _bits) + 2 : _bits;
        for (int i = _at; i < _at + _words; i++) writer.Write(words[i], bits);
    }

    public void ReadFull(ref BitReader reader, Span<uint> words)
    {
        int bits = _code == CodeKind.Rotation ? (3 * _bits) + 2 : _bits;
        for (int i = _at; i < _at + _words; i++)
        {
            words[i] = (uint)reader.Read(bits);
            reader.Require(words[i] <= _maxWord);
        }
    }

    /// <summary>Writes the field, which differs.</summary>
    public void WriteDelta(ref BitWriter writer, ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current)
    {
        ReadOnlySpan<uint> held = baseline.Slice(_at, _words);
        ReadOnlySpan<uint> words = current.Slice(_at, _words);
        switch (_code)
        {
            case CodeKind.Toggle:
                break;
            case CodeKind.Integer:
                DeltaCode.WriteWord(ref writer, held[0], words[0], _bits, DeltaCode.IntegerOrder);
                break;
            case CodeKind.Range:
                DeltaCode.WriteWord(ref writer, held[0], words[0], _bits, DeltaCode.RangeOrder(_bits));
                break;
            case CodeKind.RangedVector:
                DeltaCode.WriteVector(ref writer, held, words, _bits);
                break;
            case CodeKind.Long:
                DeltaCode.WriteLong(ref writer, held, words);
                break;
            case CodeKind.Float:
                writer.Write(words[0], 32);
                break;
            case CodeKind.Exact:
                DeltaCode.WriteExact(ref writer, held, words);
                break;
            case CodeKind.Reference:
                ReferenceCode.WriteDelta(ref writer, held, words);
                break;
            default:
                SmallestThree.WriteDelta(ref writer, held[0], words[0], _bits);
                break;
        }
    }

    public void ReadDelta(ref BitReader reader, ReadOnlySpan<uint> baseline, Span<uint> current)
    {
        ReadOnlySpan<uint> held = baseline.Slice(_at, _words);
        Span<uint> words = current.Slice(_at, _words);
        switch (_code)
        {
            case CodeKind.Toggle:
                words[0] = held[0] ^ 1;
                break;
            case CodeKind.Integer:
                words[0] = DeltaCode.ReadWord(ref reader, held[0], _bits, DeltaCode.IntegerOrder, _maxWord);
                break;
            case CodeKind.Range:
                words[0] = DeltaCode.ReadWord(ref reader, held[0], _bits, DeltaCode.RangeOrder(_bits), _maxWord);
                break;
            case CodeKind.RangedVector:
                DeltaCode.ReadVector(ref reader, held, words, _bits, _maxWord);
                break;
            case CodeKind.Long:
                DeltaCode.ReadLong(ref reader, held, words);
                break;
            case CodeKind.Float:
                words[0] = (uint)reader.Read(32);
                break;
            case CodeKind.Exact:
                DeltaCode.ReadExact(ref reader, held, words);
                break;
            case CodeKind.Reference:
                ReferenceCode.ReadDelta(ref reader, held, words);
                break;
            default:
                words[0] = SmallestThree.ReadDelta(ref reader, held[0], _bits);
                break;
        }
    }

    private static CodeKind CodeOf(FieldSchema field) => field switch
    {
        _ when Part.IsToggle(field) => CodeKind.Toggle,
        { Kind: FieldKind.Rotation } => CodeKind.Rotation,
        { Kind: FieldKind.Reference } => CodeKind.Reference,
        { Kind: FieldKind.Vector, Step: > 0 } => CodeKind.RangedVector,
        { Step: > 0 } => CodeKind.Range,
        { Kind: FieldKind.Vector } or { Kind: FieldKind.Number, WordCount: 2 } => CodeKind.Exact,
        { Kind: FieldKind.Number } => CodeKind.Float,
        { WordCount: 2 } => CodeKind.Long,
        _ => CodeKind.Integer,
    };
}
