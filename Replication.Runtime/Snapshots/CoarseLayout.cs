namespace Replication.Runtime;

// A row with n coarse bits is written as if its motion had been declared with coarser steps, in the codes that every
// component has:
//
//     a vector on a range     of b bits an axis         steps 2^d times as large, d the lesser of n and b - 5
//     a rotation              of b bits a component     b - d bits, d the lesser of n - 1 and b - 5
//     everything else         as it is
//
// A word w of such a field becomes floor((w + s + 2^(d-1)) / 2^d), at most floor((largest + s) / 2^d), and stands for
// that many times 2^d, less s, at least 0. With s, below 2^d, the word of the number zero is a multiple of 2^d; it is 0
// for rotations. A component without such a field, or with an inline array, is in its own codes.

/// <summary>
/// How a row of certain components is written and read where the low bits of what moves are left out: what a client is
/// sent that would otherwise wait so long that it is further off by its age.
/// </summary>
/// <remarks>Does not change after it was made, but for its <see cref="Worth"/>; for any thread.</remarks>
internal sealed class CoarseLayout
{
    /// <summary>The most bits that are left out.</summary>
    public const int MaxBits = 7;

    private const int LeastBits = 5;

    private readonly CoarseColumn[] _columns;
    private readonly CoarseField[] _fields;
    private readonly ulong _typical;

    /// <param name="layout">The rows' layout.</param>
    /// <param name="coarseBits">How many bits are left out, 1 to <see cref="MaxBits"/>.</param>
    public CoarseLayout(RowLayout layout, int coarseBits)
    {
        var fields = new List<CoarseField>();
        _columns = new CoarseColumn[layout.Columns.Length];
        _typical = layout.TypicalChange;
        for (int i = 0; i < _columns.Length; i++)
        {
            RowLayout.Column column = layout.Columns[i];
            int first = fields.Count;
            DescribedRecord? record = Coarsen(column, coarseBits, fields, out int bits);
            if (record is null) fields.RemoveRange(first, fields.Count - first);
            _columns[i] = new CoarseColumn(column, record);
            FullBits += record is null ? column.Codec.Schema.FullBits : bits;
        }

        _fields = [.. fields];
    }

    /// <summary>Bits of a full send of the components, without the replica's id.</summary>
    public int FullBits { get; }

    /// <summary>Whether anything is left out; where not, there is no use in writing rows so.</summary>
    public bool IsCoarse => _fields.Length > 0;

    /// <summary>Whether deltas of such rows still pay.</summary>
    public DeltaWorth Worth { get; } = new();

    /// <summary>Gives the words that a reader of the row so written has.</summary>
    public void Round(ReadOnlySpan<uint> words, Span<uint> rounded)
    {
        Narrow(words, rounded);
        Widen(rounded);
    }

    /// <summary>Writes a row in full.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="words">The row.</param>
    /// <param name="scratch">Room for as many words.</param>
    public void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> words, Span<uint> scratch)
    {
        Narrow(words, scratch);
        foreach (CoarseColumn column in _columns) column.WriteFull(ref writer, scratch);
    }

    public void ReadFull(ref BitReader reader, Span<uint> words)
    {
        foreach (CoarseColumn column in _columns) column.ReadFull(ref reader, words);

        Widen(words);
    }

    /// <summary>Writes a row against what the reader has, whatever bits that has.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="baseline">What the reader has.</param>
    /// <param name="current">The row.</param>
    /// <param name="scratch">Room for twice as many words.</param>
    /// <returns>False, and nothing is written, where no difference is left.</returns>
    public bool TryWriteDelta(
        ref BitWriter writer, ReadOnlySpan<uint> baseline, ReadOnlySpan<uint> current, Span<uint> scratch)
    {
        Span<uint> held = scratch[..current.Length];
        Span<uint> words = scratch.Slice(current.Length, current.Length);
        Narrow(baseline, held);
        Narrow(current, words);
        ulong changed = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            if (_columns[i].Differs(held, words)) changed |= 1UL << i;
        }

        if (changed == 0) return false;
        if (_columns.Length > 1) ChangeMask.Write(ref writer, changed, _typical, _columns.Length);
        for (int i = 0; i < _columns.Length; i++)
        {
            if ((changed >> i & 1) != 0) _columns[i].WriteDelta(ref writer, held, words);
        }

        return true;
    }

    /// <summary>Reads what <see cref="TryWriteDelta"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="baseline">What the writer named.</param>
    /// <param name="current">Takes the row.</param>
    /// <param name="scratch">Room for as many words.</param>
    public void ReadDelta(
        ref BitReader reader, ReadOnlySpan<uint> baseline, Span<uint> current, Span<uint> scratch)
    {
        Span<uint> held = scratch[..current.Length];
        Narrow(baseline, held);
        held.CopyTo(current);
        ulong changed = _columns.Length > 1 ? ChangeMask.Read(ref reader, _typical, _columns.Length) : 1;
        for (int i = 0; i < _columns.Length; i++)
        {
            if ((changed >> i & 1) != 0) _columns[i].ReadDelta(ref reader, held, current);
        }

        Widen(current);
    }

    private static int LeftOut(FieldSchema field, int coarseBits) => field switch
    {
        { Kind: FieldKind.Vector, Step: > 0 } => LeftOut(field.Bits / field.WordCount, coarseBits),
        { Kind: FieldKind.Rotation } => LeftOut((field.Bits - 2) / 3, coarseBits - 1),
        _ => 0,
    };

    private static int LeftOut(int bits, int coarseBits) => Math.Clamp(bits - LeastBits, 0, coarseBits);

    // Null where the component is in its own codes.
    private static DescribedRecord? Coarsen(
        RowLayout.Column column, int coarseBits, List<CoarseField> fields, out int bits)
    {
        FieldSchema[] written = [.. column.Codec.Schema.Fields];
        bits = 0;
        if (!written.All(DescribedField.CanRead) || !written.Any(static field => LeftOut(field, MaxBits) > 0))
            return null;
        for (int i = 0; i < written.Length; i++)
        {
            int leftOut = LeftOut(written[i], coarseBits);
            if (leftOut > 0)
            {
                CoarseField field = CoarseField.Of(written[i], column.Offset, leftOut);
                fields.Add(field);
                written[i] = field.Coarsen(written[i]);
            }

            bits += written[i].Bits;
        }

        return DescribedRecord.Of(written);
    }

    private void Narrow(ReadOnlySpan<uint> words, Span<uint> narrow)
    {
        words.CopyTo(narrow);
        foreach (CoarseField field in _fields) field.Narrow(narrow.Slice(field.Offset, field.Count));
    }

    private void Widen(Span<uint> words)
    {
        foreach (CoarseField field in _fields) field.Widen(words.Slice(field.Offset, field.Count));
    }

    // Of a row's words those of one component, in codes by its coarser description where it has one.
    private readonly record struct CoarseColumn(RowLayout.Column Column, DescribedRecord? Record)
    {
        public void WriteFull(ref BitWriter writer, ReadOnlySpan<uint> row)
        {
            if (Record is null)
                Column.Codec.WriteFull(ref writer, Of(row));
            else
                Record.WriteFull(ref writer, Of(row));
        }

        public void ReadFull(ref BitReader reader, Span<uint> row)
        {
            if (Record is null)
                Column.Codec.ReadFull(ref reader, Of(row));
            else
                Record.ReadFull(ref reader, Of(row));
        }

        public bool Differs(ReadOnlySpan<uint> held, ReadOnlySpan<uint> row) => !Of(held).SequenceEqual(Of(row));

        public void WriteDelta(ref BitWriter writer, ReadOnlySpan<uint> held, ReadOnlySpan<uint> row)
        {
            if (Record is null)
                Column.Codec.WriteDelta(ref writer, Of(held), Of(row));
            else
                Record.WriteDelta(ref writer, Of(held), Of(row));
        }

        public void ReadDelta(ref BitReader reader, ReadOnlySpan<uint> held, Span<uint> row)
        {
            if (Record is null)
                Column.Codec.ReadDelta(ref reader, Of(held), Of(row));
            else
                Record.ReadDelta(ref reader, Of(held), Of(row));
        }

        private ReadOnlySpan<uint> Of(ReadOnlySpan<uint> row) => row.Slice(Column.Offset, Column.WordCount);

        private Span<uint> Of(Span<uint> row) => row.Slice(Column.Offset, Column.WordCount);
    }
}
