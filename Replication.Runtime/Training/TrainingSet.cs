namespace Replication.Runtime;

/// <summary>
/// Watches what is sent of some components and trains codes on it: run a server, or only its encoder, with the table
/// that <see cref="Observe"/> gives, then ask for <see cref="Train"/>.
/// </summary>
/// <remarks>For one thread, the one that encodes. Keeps every sample in memory, up to 256 MB for a component.</remarks>
public sealed class TrainingSet
{
    private readonly List<ObservedCodec> _codecs = [];

    /// <summary>The components of a schema, so that what is sent of them is noted.</summary>
    /// <param name="schema">The components.</param>
    /// <returns>
    /// A new table with another hash: packets name one tick more, so both peers must be given such a table.
    /// </returns>
    public SchemaTable Observe(SchemaTable schema)
    {
        var codecs = new List<ComponentCodec>();
        foreach (ComponentCodec codec in schema.Codecs)
        {
            if (Part.Of(codec.Schema) is null)
            {
                codecs.Add(codec);
                continue;
            }

            var observed = new ObservedCodec(codec);
            _codecs.Add(observed);
            codecs.Add(observed);
        }

        return new SchemaTable(codecs.ToArray());
    }

    /// <summary>Forgets what was noted.</summary>
    public void Clear()
    {
        foreach (ObservedCodec codec in _codecs) codec.Clear();
    }

    /// <summary>Trains the codes of every component of which a delta was sent.</summary>
    /// <param name="progress">Called with each component's name before its codes are trained; null for none.</param>
    /// <returns>
    /// The profile. Components with inline arrays, with over 64 fields or without samples are not in it.
    /// </returns>
    public WireProfile Train(Action<string>? progress = null)
    {
        var components = new List<ComponentProfile>();
        foreach (ObservedCodec codec in _codecs.Where(static codec => codec.Deltas.Count > 0))
        {
            progress?.Invoke(codec.Schema.Name);
            components.Add(new ComponentProfile(
                codec.Schema.Name,
                codec.Trained.LayoutHash,
                new CodeTrainer(codec.Schema, codec.Deltas, []).Train(),
                FullTrainer.Train(codec.Schema, codec.Fulls)));
        }

        return new WireProfile([.. components.OrderBy(static item => item.Name, StringComparer.Ordinal)]);
    }
}

/// <summary>A codec that notes what goes through another.</summary>
internal sealed class ObservedCodec(ComponentCodec codec)
    : ComponentCodec(codec.ComponentType, WithMotion(codec.Schema), codec.ComponentBytes)
{
    /// <summary>The component with its own codes.</summary>
    public ComponentSchema Trained => codec.Schema;

    /// <summary>The deltas written.</summary>
    public SampleSet Deltas { get; private set; } = new(codec.Schema.WordCount);

    /// <summary>The rows written in full.</summary>
    public SampleSet Fulls { get; private set; } = new(codec.Schema.WordCount);

    public void Clear()
    {
        Deltas = new SampleSet(Schema.WordCount);
        Fulls = new SampleSet(Schema.WordCount);
    }

    internal override int QuantizeColumn(ReadOnlySpan<byte> column, Span<uint> rows, int offset, int stride) =>
        codec.QuantizeColumn(column, rows, offset, stride);

    internal override void QuantizeDefault(Span<uint> words) => codec.QuantizeDefault(words);

    internal override void Dequantize(ReadOnlySpan<uint> words, Span<byte> component) =>
        codec.Dequantize(words, component);

    internal override void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words)
    {
        Fulls.Add(words, words);
        codec.WriteFull(ref writer, words);
    }

    internal override void ReadFull(ref BitReader reader, Span<uint> words) => codec.ReadFull(ref reader, words);

    internal override void WriteDelta(ref BitWriter writer, in DeltaBaseline baseline, ReadOnlySpan<uint> current)
    {
        Deltas.Add(baseline, current);
        codec.WriteDelta(ref writer, in baseline, current);
    }

    internal override void ReadDelta(ref BitReader reader, in DeltaBaseline baseline, Span<uint> current) =>
        codec.ReadDelta(ref reader, in baseline, current);

    // Packets name two baselines, so that linear prediction can be tried; a peer must be observed as well to read them.
    private static ComponentSchema WithMotion(ComponentSchema schema) =>
        schema with { IsPredicted = true, Hash = ~schema.Hash };
}
