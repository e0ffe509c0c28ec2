namespace Replication.Runtime;

// How a row is written:
//
//     full      for each component: its full bits
//     delta     [which components changed, where there is more than one] then, for each that did, its delta bits
//     against   a prefab: as a reshape, without its first part
//     reshape   [same components as the baseline? 1 | 0, mask] then, for each component:
//               one that the baseline has too: changed? 0 | 1, delta bits; one that it lacks: full bits
//
// A delta has the baseline's components and at least one change. Anything else against a baseline is a reshape.

/// <summary>Writes rows as bits and reads them back.</summary>
internal static class RowCode
{
    public static void WriteFull(ref BitWriter writer, RowLayout layout, ReadOnlySpan<uint> words)
    {
        foreach (RowLayout.Column column in layout.Columns)
            column.Codec.WriteFull(ref writer, words.Slice(column.Offset, column.WordCount));
    }

    public static void ReadFull(ref BitReader reader, RowLayout layout, Span<uint> words)
    {
        foreach (RowLayout.Column column in layout.Columns)
            column.Codec.ReadFull(ref reader, words.Slice(column.Offset, column.WordCount));
    }

    public static void WriteDelta(
        ref BitWriter writer, RowLayout layout, in DeltaBaseline baseline, ReadOnlySpan<uint> current)
    {
        ReadOnlySpan<RowLayout.Column> columns = layout.Columns;
        if (columns.Length == 1)
        {
            // What differs is known to be in the only one.
            columns[0].Codec.WriteDelta(ref writer, in baseline, current);
            return;
        }

        ulong changed = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            if (!Of(baseline.Words, columns[i]).SequenceEqual(Of(current, columns[i]))) changed |= 1UL << i;
        }

        ChangeMask.Write(ref writer, changed, layout.TypicalChange, columns.Length);
        for (int i = 0; i < columns.Length; i++)
        {
            if ((changed >> i & 1) != 0)
                columns[i].Codec.WriteDelta(ref writer, Of(in baseline, columns[i]), Of(current, columns[i]));
        }
    }

    public static void ReadDelta(
        ref BitReader reader, RowLayout layout, in DeltaBaseline baseline, Span<uint> current)
    {
        ReadOnlySpan<RowLayout.Column> columns = layout.Columns;
        ulong changed = columns.Length > 1 ? ChangeMask.Read(ref reader, layout.TypicalChange, columns.Length) : 1;
        for (int i = 0; i < columns.Length; i++)
        {
            if ((changed >> i & 1) != 0)
                columns[i].Codec.ReadDelta(ref reader, Of(in baseline, columns[i]), Of(current, columns[i]));
            else
                Of(baseline.Words, columns[i]).CopyTo(Of(current, columns[i]));
        }
    }

    public static void WriteReshape(
        ref BitWriter writer, int slotCount, RowLayout from, ReadOnlySpan<uint> baseline, RowLayout to,
        ReadOnlySpan<uint> current)
    {
        writer.WriteBit(from.Mask == to.Mask);
        if (from.Mask != to.Mask) WriteMask(ref writer, to.Mask, slotCount);
        WriteAgainst(ref writer, from, baseline, to, current);
    }

    /// <summary>Writes a row against one that may have other components, without saying which it has.</summary>
    public static void WriteAgainst(
        ref BitWriter writer, RowLayout from, ReadOnlySpan<uint> baseline, RowLayout to, ReadOnlySpan<uint> current)
    {
        foreach (RowLayout.Column column in to.Columns)
        {
            if (!TryFind(from, column.Slot, out RowLayout.Column old))
            {
                column.Codec.WriteFull(ref writer, Of(current, column));
                continue;
            }

            bool isChanged = !Of(baseline, old).SequenceEqual(Of(current, column));
            writer.WriteBit(isChanged);
            if (isChanged) column.Codec.WriteDelta(ref writer, Of(baseline, old), Of(current, column));
        }
    }

    /// <summary>Reads which components a reshaped row has; its components follow.</summary>
    public static ComponentMask ReadReshapeMask(ref BitReader reader, int slotCount, RowLayout from) =>
        reader.ReadBit() ? from.Mask : ReadMask(ref reader, slotCount);

    public static void ReadAgainst(
        ref BitReader reader, RowLayout from, ReadOnlySpan<uint> baseline, RowLayout to, Span<uint> current)
    {
        foreach (RowLayout.Column column in to.Columns)
        {
            if (!TryFind(from, column.Slot, out RowLayout.Column old))
                column.Codec.ReadFull(ref reader, Of(current, column));
            else if (reader.ReadBit())
                column.Codec.ReadDelta(ref reader, Of(baseline, old), Of(current, column));
            else
                Of(baseline, old).CopyTo(Of(current, column));
        }
    }

    public static void WriteMask(ref BitWriter writer, ComponentMask mask, int slotCount) =>
        writer.WriteWide(mask.Bits, slotCount);

    public static ComponentMask ReadMask(ref BitReader reader, int slotCount) => new(reader.ReadWide(slotCount));

    private static bool TryFind(RowLayout layout, int slot, out RowLayout.Column found)
    {
        foreach (RowLayout.Column column in layout.Columns)
        {
            if (column.Slot != slot) continue;
            found = column;
            return true;
        }

        found = default;
        return false;
    }

    private static DeltaBaseline Of(scoped in DeltaBaseline baseline, scoped in RowLayout.Column column) =>
        baseline.Slice(column.Offset, column.WordCount);

    private static ReadOnlySpan<uint> Of(ReadOnlySpan<uint> words, scoped in RowLayout.Column column) =>
        words.Slice(column.Offset, column.WordCount);

    private static Span<uint> Of(Span<uint> words, scoped in RowLayout.Column column) =>
        words.Slice(column.Offset, column.WordCount);
}
