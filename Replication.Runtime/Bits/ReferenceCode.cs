namespace Replication.Runtime;

// The two words of a reference, 20 bits each, of index + generation x 2^24:
//
//     words[0]   bits 0 to 19     index, as far as most worlds go
//     words[1]   bits 20 to 39    the rest of the index, 4 bits | generation, 16 bits

/// <summary>Turns a reference into words and writes how it differs. Generated code calls it.</summary>
/// <remarks>Allocates nothing, throws nothing.</remarks>
public static class ReferenceCode
{
    /// <summary>Bits of each of the two words.</summary>
    public const int WordBits = 20;

    private const int IndexBits = 24;
    private const uint MaxWord = (1u << WordBits) - 1;
    private const int LowOrder = 7;
    private const int HighOrder = 4;

    /// <summary>Writes a replica's id as words.</summary>
    /// <param name="id">The id. An index that no replica has becomes <see cref="ReplicaId.None"/>.</param>
    /// <param name="words">Takes the two words.</param>
    public static void Quantize(ReplicaId id, Span<uint> words)
    {
        uint index = unchecked((uint)id.Index);
        ulong packed = index < 1u << IndexBits ? index | ((ulong)id.Generation << IndexBits) : 0;
        words[0] = (uint)(packed & MaxWord);
        words[1] = (uint)(packed >> WordBits);
    }

    /// <summary>The id that words stand for.</summary>
    /// <param name="words">The two words.</param>
    /// <returns>The id.</returns>
    public static ReplicaId Dequantize(ReadOnlySpan<uint> words)
    {
        ulong packed = words[0] | ((ulong)words[1] << WordBits);
        return new ReplicaId((int)(packed & ((1u << IndexBits) - 1)), (ushort)(packed >> IndexBits));
    }

    /// <summary>
    /// Writes a reference that differs from its baseline: a bit for each word, and those that changed.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">The two words that the reader has.</param>
    /// <param name="current">The two words to send.</param>
    public static void WriteDelta(ref BitWriter writer, ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current)
    {
        for (int i = 0; i < 2; i++)
        {
            bool isChanged = baseline[i] != current[i];
            writer.WriteBit(isChanged);
            if (isChanged) DeltaCode.WriteWord(ref writer, baseline[i], current[i], WordBits, OrderOf(i));
        }
    }

    /// <summary>Reads what <see cref="WriteDelta"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">The two words that the writer named.</param>
    /// <param name="current">Takes the two words that were sent.</param>
    public static void ReadDelta(ref BitReader reader, ReadOnlySpan<uint> baseline, Span<uint> current)
    {
        for (int i = 0; i < 2; i++)
        {
            current[i] = reader.ReadBit()
                ? DeltaCode.ReadWord(ref reader, baseline[i], WordBits, OrderOf(i), MaxWord)
                : baseline[i];
        }
    }

    private static int OrderOf(int word) => word == 0 ? LowOrder : HighOrder;
}
