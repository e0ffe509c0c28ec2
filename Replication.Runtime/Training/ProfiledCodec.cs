using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Replication.Runtime;

/// <summary>A codec with the codes of a profile in place of its own, without generating code anew.</summary>
internal sealed class ProfiledCodec : ComponentCodec
{
    private readonly ComponentCodec _codec;
    private readonly TrainedCodes _delta;
    private readonly TrainedCodes _full;
    private readonly uint[] _typical;

    public ProfiledCodec(ComponentCodec codec, ComponentProfile profile)
        : base(codec.ComponentType, SchemaWith(codec.Schema, profile), codec.ComponentBytes)
    {
        ComponentCodes trained = Schema.Trained!;
        _codec = codec;
        _typical = [.. trained.Typical];
        _delta = new TrainedCodes(codec.Schema, trained.Delta);
        _full = new TrainedCodes(codec.Schema, trained.Full);
    }

    internal override int QuantizeColumn(ReadOnlySpan<byte> column, Span<uint> rows, int offset, int stride) =>
        _codec.QuantizeColumn(column, rows, offset, stride);

    internal override void QuantizeDefault(Span<uint> words) => _codec.QuantizeDefault(words);

    internal override void Dequantize(ReadOnlySpan<uint> words, Span<byte> component) =>
        _codec.Dequantize(words, component);

    internal override void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words)
    {
        BitWriter start = writer;
        writer.WriteBit(true);
        _full.Write(ref writer, _typical, words);
        if (!writer.Overflowed && writer.BitCount - start.BitCount < Schema.FullBits) return;

        // A row that is nothing like the typical one goes as it is.
        writer = start;
        writer.WriteBit(false);
        _codec.WriteFull(ref writer, words);
    }

    internal override void ReadFull(ref BitReader reader, Span<uint> words)
    {
        if (reader.ReadBit())
            _full.Read(ref reader, _typical, words);
        else
            _codec.ReadFull(ref reader, words);
    }

    internal override void WriteDelta(ref BitWriter writer, in DeltaBaseline baseline, ReadOnlySpan<uint> current) =>
        _delta.Write(ref writer, in baseline, current);

    internal override void ReadDelta(ref BitReader reader, in DeltaBaseline baseline, Span<uint> current) =>
        _delta.Read(ref reader, in baseline, current);

    // The bit that says which of the two a full row is.
    private static ComponentSchema SchemaWith(ComponentSchema schema, ComponentProfile profile) => schema with
    {
        FullBits = schema.FullBits + 1,
        IsPredicted = profile.Delta.IsPredicted,
        Hash = HashOf(schema, profile),
        LayoutHash = schema.LayoutHash,
        Trained = ProfileCodes.Of(schema, profile),
    };

    private static ulong HashOf(ComponentSchema schema, ComponentProfile profile)
    {
        byte[] text = Encoding.UTF8.GetBytes(WireProfileJson.Write(new WireProfile([profile])));
        var hash = new XxHash3();
        Span<byte> own = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(own, schema.Hash);
        hash.Append(own);
        hash.Append(text);
        return hash.GetCurrentHashAsUInt64();
    }
}
