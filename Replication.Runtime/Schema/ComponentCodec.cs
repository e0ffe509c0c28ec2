using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// A component's generated code behind one virtual call, so that the engine handles components it knows by slot only.
/// </summary>
public abstract class ComponentCodec
{
    private protected ComponentCodec(Type componentType, ComponentSchema schema, int componentBytes)
    {
        ComponentType = componentType;
        Schema = schema;
        ComponentBytes = componentBytes;
    }

    /// <summary>The component's type.</summary>
    public Type ComponentType { get; }

    /// <summary>The component's name, fields and layout.</summary>
    public ComponentSchema Schema { get; }

    /// <summary>The component's size in memory, in bytes.</summary>
    public int ComponentBytes { get; }

    /// <summary>Whether there is a component here that the words become; not of one that only the sender has.</summary>
    internal virtual bool HasComponent => true;

    /// <summary>The codec of a component.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <returns>A new codec; it has no state.</returns>
    public static ComponentCodec Of<T>()
        where T : unmanaged, IReplicated<T> => new ComponentCodec<T>();

    /// <summary>Writes a column of components as words into rows that lie one after the other.</summary>
    /// <param name="column">The components, as bytes.</param>
    /// <param name="rows">The rows; each takes the component's words at <paramref name="offset"/>.</param>
    /// <param name="offset">Where in a row the component's words start.</param>
    /// <param name="stride">Words from one row to the next.</param>
    /// <returns>How many numbers were clamped.</returns>
    internal abstract int QuantizeColumn(ReadOnlySpan<byte> column, Span<uint> rows, int offset, int stride);

    /// <summary>The words of a component as it is made by default.</summary>
    /// <param name="words">Takes the words.</param>
    internal abstract void QuantizeDefault(Span<uint> words);

    /// <summary>Makes a component from its words.</summary>
    /// <param name="words">The words.</param>
    /// <param name="component">Takes the component, as bytes.</param>
    internal abstract void Dequantize(ReadOnlySpan<uint> words, Span<byte> component);

    internal abstract void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words);

    internal abstract void ReadFull(ref BitReader reader, Span<uint> words);

    internal abstract void WriteDelta(ref BitWriter writer, in DeltaBaseline baseline, ReadOnlySpan<uint> current);

    internal abstract void ReadDelta(ref BitReader reader, in DeltaBaseline baseline, Span<uint> current);
}

internal sealed class ComponentCodec<T>() : ComponentCodec(typeof(T), T.Schema, Unsafe.SizeOf<T>())
    where T : unmanaged, IReplicated<T>
{
    internal override int QuantizeColumn(ReadOnlySpan<byte> column, Span<uint> rows, int offset, int stride)
    {
        ReadOnlySpan<T> components = MemoryMarshal.Cast<byte, T>(column);
        int wordCount = Schema.WordCount;
        int clamped = 0;
        for (int i = 0; i < components.Length; i++)
            clamped += T.Quantize(in components[i], rows.Slice((i * stride) + offset, wordCount));
        return clamped;
    }

    internal override void QuantizeDefault(Span<uint> words)
    {
        // Not default(T): a struct may give its fields other values.
        T component = new();
        T.Quantize(in component, words);
    }

    internal override void Dequantize(ReadOnlySpan<uint> words, Span<byte> component) =>
        T.Dequantize(words, out MemoryMarshal.AsRef<T>(component));

    internal override void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words) => T.WriteFull(ref writer, words);

    internal override void ReadFull(ref BitReader reader, Span<uint> words) => T.ReadFull(ref reader, words);

    internal override void WriteDelta(
        ref BitWriter writer, in DeltaBaseline baseline, ReadOnlySpan<uint> current) =>
        T.WriteDelta(ref writer, in baseline, current);

    internal override void ReadDelta(ref BitReader reader, in DeltaBaseline baseline, Span<uint> current) =>
        T.ReadDelta(ref reader, in baseline, current);
}
