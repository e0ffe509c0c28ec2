using Replication.Runtime;

namespace Replication.Tests.Testing;

/// <summary>What a codec written by hand may do wrong; each is right where a fault does not say otherwise.</summary>
internal interface IFault
{
    static virtual int ReadBits => FaultyComponent.Bits;

    static virtual bool ChecksTheWire => true;

    static virtual void Quantized()
    {
    }

    static virtual void Reading()
    {
    }
}

internal static class FaultyComponent
{
    public const int Bits = 7;
    public const uint MaxWord = 100;
}

/// <summary>A component of one number, 0 to 100, with a codec by hand.</summary>
internal struct FaultyComponent<TFault> : IReplicated<FaultyComponent<TFault>>
    where TFault : IFault
{
    public byte Percent;

    public static ComponentSchema Schema { get; } = new(
        "Faulty", Authority.Server, 1, FaultyComponent.Bits, Hash: 1,
        [new("Percent", FieldKind.WholeNumber, 0, 1, FaultyComponent.Bits, 0, 100, 1)]);

    public static int Quantize(in FaultyComponent<TFault> value, Span<uint> words)
    {
        TFault.Quantized();
        int clamped = 0;
        words[0] = Quantizer.QuantizeInteger(value.Percent, 0, FaultyComponent.MaxWord, ref clamped);
        return clamped;
    }

    public static void Dequantize(ReadOnlySpan<uint> words, out FaultyComponent<TFault> value) =>
        value.Percent = (byte)words[0];

    public static void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words) =>
        writer.Write(words[0], FaultyComponent.Bits);

    public static void ReadFull(ref BitReader reader, Span<uint> words)
    {
        TFault.Reading();
        words[0] = (uint)reader.Read(TFault.ReadBits);
        if (TFault.ChecksTheWire) reader.Require(words[0] <= FaultyComponent.MaxWord);
    }

    public static void WriteDelta(ref BitWriter writer, in DeltaBaseline baseline, ReadOnlySpan<uint> current) =>
        WriteFull(ref writer, current);

    public static void ReadDelta(ref BitReader reader, in DeltaBaseline baseline, Span<uint> current) =>
        ReadFull(ref reader, current);
}
