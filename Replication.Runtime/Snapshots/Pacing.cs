namespace Replication.Runtime;

/// <summary>
/// What of a captured row is let through: a component with a rate when its turn has come, one with tolerances when a
/// field has gone past its own. What is held back keeps its old words, so that nothing is sent and bits stay shared.
/// </summary>
internal sealed class Pacing
{
    /// <summary>The rate of a server whose options do not say another.</summary>
    public const int DefaultTicksPerSecond = 20;

    private const int MaxInterval = 16_384;

    private readonly Pace?[] _paceOfSlot;

    /// <param name="schema">The components.</param>
    /// <param name="ticksPerSecond">How often a second the world is captured.</param>
    public Pacing(SchemaTable schema, double ticksPerSecond)
    {
        _paceOfSlot = new Pace?[schema.Count];
        for (int slot = 0; slot < schema.Count; slot++)
        {
            _paceOfSlot[slot] = PaceOf(schema.Codecs[slot].Schema, ticksPerSecond);
            HasAny |= _paceOfSlot[slot] is not null;
        }
    }

    /// <summary>Whether any component has a rate or tolerances.</summary>
    public bool HasAny { get; }

    /// <summary>Puts the old words in the place of those that are held back.</summary>
    /// <param name="layout">The layout of both.</param>
    /// <param name="kept">The row's words.</param>
    /// <param name="words">The words captured.</param>
    /// <param name="turn">The tick and the row together, so that neighbours take turns.</param>
    /// <returns>Whether something waits for its turn; what is within its tolerance does not.</returns>
    public bool Hold(RowLayout layout, ReadOnlySpan<uint> kept, Span<uint> words, uint turn)
    {
        bool isWaiting = false;
        foreach (RowLayout.Column column in layout.Columns)
        {
            if (_paceOfSlot[column.Slot] is not { } pace) continue;
            ReadOnlySpan<uint> old = kept.Slice(column.Offset, column.WordCount);
            Span<uint> current = words.Slice(column.Offset, column.WordCount);
            if (old.SequenceEqual(current)) continue;
            bool isDue = turn % pace.IntervalTicks == 0;
            isWaiting |= !isDue;
            if (!isDue || pace.Tolerates(old, current)) old.CopyTo(current);
        }

        return isWaiting;
    }

    private static Pace? PaceOf(ComponentSchema schema, double ticksPerSecond)
    {
        double interval = schema.Rate > 0 ? Math.Round(ticksPerSecond / schema.Rate) : 1;
        FieldSchema[] tolerant = [.. schema.Fields.Where(static field => field.Tolerance > 0)];
        return interval <= 1 && tolerant.Length == 0
            ? null
            : new Pace((uint)Math.Clamp(interval, 1, MaxInterval), schema, tolerant);
    }

    // How one component is held back.
    private sealed class Pace(uint intervalTicks, ComponentSchema schema, FieldSchema[] tolerant)
    {
        private readonly FieldSchema?[] _fieldOfWord = FieldOfWord(schema, tolerant);

        public uint IntervalTicks { get; } = intervalTicks;

        /// <summary>Whether every word is within its field's tolerance.</summary>
        public bool Tolerates(ReadOnlySpan<uint> old, ReadOnlySpan<uint> current)
        {
            if (tolerant.Length == 0) return false;
            for (int i = 0; i < old.Length; i++)
            {
                if (old[i] != current[i] && !IsWithin(_fieldOfWord[i], old[i], current[i])) return false;
            }

            return true;
        }

        // Not a number is within nothing.
        private static bool IsWithin(FieldSchema? field, uint old, uint current) => field switch
        {
            null => false,
            { Step: > 0 } => Math.Abs((double)current - old) * field.Step <= field.Tolerance,
            { Kind: FieldKind.WholeNumber } =>
                Math.Abs((double)unchecked((int)current) - unchecked((int)old)) <= field.Tolerance,
            _ => Math.Abs((double)BitConverter.UInt32BitsToSingle(current) - BitConverter.UInt32BitsToSingle(old))
                <= field.Tolerance,
        };

        // Values of 64 bits have two words that say nothing by themselves: any change of them counts.
        private static FieldSchema?[] FieldOfWord(ComponentSchema schema, FieldSchema[] tolerant)
        {
            var fields = new FieldSchema?[schema.WordCount];
            foreach (FieldSchema field in tolerant)
            {
                bool isNumber = field.Kind is FieldKind.Number or FieldKind.WholeNumber or FieldKind.Vector;
                int bitsPerWord = field.Bits / field.WordCount;
                bool isWide = field.Kind != FieldKind.Vector && field.WordCount > 1;
                if (!isNumber || isWide || bitsPerWord > 32) continue;
                fields.AsSpan(field.WordOffset, field.WordCount).Fill(field);
            }

            return fields;
        }
    }
}
