namespace Replication.Runtime;

/// <summary>
/// What the generator writes for a component marked <see cref="ReplicatedAttribute"/>: its way to words and to bits,
/// and back. The methods come in twins; what one writes the other reads.
/// </summary>
/// <typeparam name="TSelf">The component.</typeparam>
/// <remarks>
/// A component's words are its quantised fields, <see cref="ComponentSchema.WordCount"/> of them. Every span of words
/// has exactly that length. Nothing here allocates or throws; the readers fail their reader on bits that no writer
/// writes.
/// </remarks>
public interface IReplicated<TSelf>
    where TSelf : unmanaged, IReplicated<TSelf>
{
    /// <summary>The component's name, fields and layout.</summary>
    static abstract ComponentSchema Schema { get; }

    /// <summary>Writes a component as words.</summary>
    /// <param name="value">The component.</param>
    /// <param name="words">Takes the words.</param>
    /// <returns>How many numbers were outside their range and clamped.</returns>
    static abstract int Quantize(in TSelf value, Span<uint> words);

    /// <summary>Makes a component from its words.</summary>
    /// <param name="words">The words.</param>
    /// <param name="value">Takes the component.</param>
    static abstract void Dequantize(ReadOnlySpan<uint> words, out TSelf value);

    /// <summary>Writes all words.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="words">The words.</param>
    static abstract void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words);

    /// <summary>Reads what <see cref="WriteFull"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="words">Takes the words.</param>
    static abstract void ReadFull(ref BitReader reader, Span<uint> words);

    /// <summary>Writes words that differ from a baseline.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">The words that the reader has, and those it had before.</param>
    /// <param name="current">The words to send; at least one differs.</param>
    static abstract void WriteDelta(ref BitWriter writer, in DeltaBaseline baseline, ReadOnlySpan<uint> current);

    /// <summary>Reads what <see cref="WriteDelta"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">The words that the writer named.</param>
    /// <param name="current">Takes the words that were sent; does not overlap <paramref name="baseline"/>.</param>
    static abstract void ReadDelta(ref BitReader reader, in DeltaBaseline baseline, Span<uint> current);
}
