namespace Replication.Runtime;

// What the runtime puts into a session's packet:
//
//     1 | code 0 count, then code 8 each     rows whose baseline is not held here: send them in full
//     1 | snapshot                           see SnapshotHead
//
// Each part is there where its bit is 1.

/// <summary>The parts of a packet.</summary>
internal static class PayloadHead
{
    /// <summary>Bits beside a snapshot that is alone in its packet.</summary>
    public const int SnapshotBits = 2;

    /// <summary>The most refused baselines that one packet names; the others follow in later ones.</summary>
    public const int MaxRefusals = 64;

    private const int IndexOrder = 8;

    public static void WriteSnapshotOnly(ref BitWriter writer) => writer.Write(0b10, SnapshotBits);

    public static void WriteRefusalsOnly(ref BitWriter writer, ReadOnlySpan<int> indices)
    {
        writer.WriteBit(true);
        PrefixCode.Write(ref writer, (uint)indices.Length, 0);
        foreach (int index in indices) PrefixCode.Write(ref writer, (uint)index, IndexOrder);
        writer.WriteBit(false);
    }

    /// <summary>Reads refused rows.</summary>
    /// <param name="reader">Where from; any bytes.</param>
    /// <param name="indices">Takes the rows; <see cref="MaxRefusals"/> long.</param>
    /// <returns>How many there are.</returns>
    public static int ReadRefusals(ref BitReader reader, scoped Span<int> indices)
    {
        if (!reader.ReadBit()) return 0;
        uint count = PrefixCode.Read(ref reader, 0);
        reader.Require(count <= MaxRefusals);
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            uint index = PrefixCode.Read(ref reader, IndexOrder);
            reader.Require(index <= int.MaxValue);
            indices[i] = (int)index;
        }

        return reader.Failed ? 0 : (int)count;
    }

    public static bool ReadHasSnapshot(ref BitReader reader) => reader.ReadBit();
}
