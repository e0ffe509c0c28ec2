namespace Replication.Runtime;

/// <summary>What a row's record is for a connection, and what it costs.</summary>
/// <param name="rows">The rows.</param>
/// <param name="cache">This tick's bits.</param>
/// <param name="writer">Knows what a record costs in a packet.</param>
internal sealed class RecordSource(RowTable rows, CohortCache cache, SnapshotWriter writer)
{
    /// <summary>A row's bits for a connection.</summary>
    /// <param name="words">The row whose words the connection receives.</param>
    /// <param name="baseline">What it holds.</param>
    /// <param name="ticks">The ticks that its packet names.</param>
    public ref readonly Cohort Encode(int words, in Baseline baseline, in SnapshotTicks ticks)
    {
        if (baseline.Has(BaselineFlags.Acked)) return ref cache.Get(words, baseline.Held, ticks);
        return ref cache.GetFull(words);
    }

    /// <summary>A row as a candidate for the packet that was begun.</summary>
    public Pick Describe(ClientView view, int index, in SnapshotTicks ticks)
    {
        ref Baseline baseline = ref view.Baselines[index];
        if (baseline.Has(BaselineFlags.Ending))
            return new Pick(index, RecordKind.Despawn, SnapshotHead.DespawnBits(baseline.Generation), 0, default, default);
        int words = view.WordsOf(index, baseline);
        ref readonly Cohort cohort = ref Encode(words, baseline, ticks);
        return new Pick(index, cohort.Kind, writer.BitsOf(index, cohort, baseline.Held), 0, rows[words].Layout!.Mask,
            cohort);
    }
}

/// <summary>A row that may go in this tick.</summary>
/// <param name="Index">The row.</param>
/// <param name="Kind">What goes of it.</param>
/// <param name="Bits">What that costs, without its index's gap.</param>
/// <param name="Priority">What it has gathered; infinite for the end of a replica.</param>
/// <param name="Mask">The components of it.</param>
/// <param name="Cohort">Its bits, where it has any.</param>
internal readonly record struct Pick(int Index, RecordKind Kind, int Bits, float Priority, ComponentMask Mask,
    Cohort Cohort);
