namespace Replication.Runtime;

/// <summary>
/// Reads a component as another build sends it, and gives what this build knows of it. Its words lie as the sender has
/// them, so that rows, baselines and hashes are the sender's.
/// </summary>
/// <remarks>For one thread. Slower than generated code, by description; allocates nothing once it was made.</remarks>
internal sealed class ForeignCodec : ComponentCodec
{
    private readonly ComponentCodec? _local;
    private readonly WordMove[] _moves;
    private readonly DescribedRecord _fields;
    private readonly TrainedCodes? _delta;
    private readonly TrainedCodes? _full;
    private readonly uint[] _typical;
    private readonly uint[] _localWords;

    /// <summary>Makes the codec.</summary>
    /// <param name="sender">The component as the sender has it.</param>
    /// <param name="fields">Reads its fields.</param>
    /// <param name="local">The component as it is here; null where there is none.</param>
    /// <param name="moves">Which of the sender's words are which here.</param>
    public ForeignCodec(ComponentSchema sender, DescribedRecord fields, ComponentCodec? local, WordMove[] moves)
        : base(local?.ComponentType ?? typeof(void), sender, local?.ComponentBytes ?? 0)
    {
        _fields = fields;
        _local = local;
        _moves = moves;
        _typical = [.. sender.Trained?.Typical ?? []];
        if (sender.Trained is { } trained)
        {
            _delta = new TrainedCodes(sender, trained.Delta);
            _full = new TrainedCodes(sender, trained.Full);
        }

        // Fields that only this build has keep these words.
        _localWords = new uint[local?.Schema.WordCount ?? 0];
        local?.QuantizeDefault(_localWords);
    }

    internal override bool HasComponent => _local is not null;

    internal override int QuantizeColumn(ReadOnlySpan<byte> column, Span<uint> rows, int offset, int stride)
    {
        Throw.ForeignWrite(Schema.Name);
        return 0;
    }

    internal override void QuantizeDefault(Span<uint> words) => Throw.ForeignWrite(Schema.Name);

    internal override void Dequantize(ReadOnlySpan<uint> words, Span<byte> component)
    {
        if (_local is null) return;
        foreach (WordMove move in _moves)
            words.Slice(move.From, move.Count).CopyTo(_localWords.AsSpan(move.To, move.Count));
        _local.Dequantize(_localWords, component);
    }

    internal override void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words) => Throw.ForeignWrite(Schema.Name);

    internal override void ReadFull(ref BitReader reader, Span<uint> words)
    {
        if (_full is not null && reader.ReadBit())
            _full.Read(ref reader, _typical, words);
        else
            _fields.ReadFull(ref reader, words);
    }

    internal override void WriteDelta(
        ref BitWriter writer, in DeltaBaseline baseline, ReadOnlySpan<uint> current) =>
        Throw.ForeignWrite(Schema.Name);

    internal override void ReadDelta(ref BitReader reader, in DeltaBaseline baseline, Span<uint> current)
    {
        if (_delta is not null)
        {
            _delta.Read(ref reader, in baseline, current);
            return;
        }

        baseline.Words.CopyTo(current);
        _fields.ReadDelta(ref reader, baseline.Words, current);
    }
}

/// <summary>Words of the sender that are words here.</summary>
/// <param name="From">Where they start in the sender's component.</param>
/// <param name="To">Where they start in this build's.</param>
/// <param name="Count">How many.</param>
internal readonly record struct WordMove(int From, int To, int Count);
