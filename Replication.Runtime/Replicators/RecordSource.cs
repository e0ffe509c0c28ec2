namespace Replication.Runtime;

/// <summary>What a replica's record is for connections that hold the same, and what it takes.</summary>
/// <param name="cache">This tick's bits.</param>
/// <param name="writer">Knows what a record takes in a packet.</param>
internal sealed class RecordSource(CohortCache cache, SnapshotWriter writer)
{
    /// <summary>A row's bits for connections.</summary>
    /// <param name="words">The row whose words they receive.</param>
    /// <param name="baseline">What they hold.</param>
    /// <param name="ticks">The ticks that their packets name.</param>
    /// <param name="coarseBits">The bits to be left out, where there is any use in it.</param>
    public ref readonly Cohort Encode(int words, in Baseline baseline, in SnapshotTicks ticks, int coarseBits = 0)
    {
        if (baseline.Has(BaselineFlags.Acked)) return ref cache.Get(words, baseline.Held, ticks, coarseBits);
        return ref cache.GetFull(words, coarseBits);
    }

    /// <summary>A replica as a candidate for the packet that was begun.</summary>
    public Pick Describe(ClientView view, int index, in SnapshotTicks ticks, int coarseBits)
    {
        ref Baseline baseline = ref view.Baselines[index];
        if (baseline.Has(BaselineFlags.Ending))
            return new Pick(index, RecordSize.OfDespawn(baseline.Generation), default);
        int words = view.WordsOf(index, baseline);
        ref readonly Cohort cohort = ref Encode(words, baseline, ticks, coarseBits);
        return new Pick(index, writer.SizeOf(index, words, cohort, baseline.Held), cohort);
    }
}

/// <summary>A replica that may go in this tick.</summary>
/// <param name="Index">Its row.</param>
/// <param name="Size">What its record takes.</param>
/// <param name="Cohort">Its bits, where it has any.</param>
internal readonly record struct Pick(int Index, RecordSize Size, Cohort Cohort);
