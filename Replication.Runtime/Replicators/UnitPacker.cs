namespace Replication.Runtime;

/// <summary>
/// Packs where some replicas go together: a unit, which is one replica or all that is due of a group, goes whole into
/// one packet or not at all. Since a client takes packets whole, that is all it takes.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="groups">What goes together.</param>
/// <param name="records">What a row's record is.</param>
/// <param name="writer">Writes the packets.</param>
/// <param name="fill">Hands out candidates.</param>
internal sealed class UnitPacker(
    RowTable rows, ReplicaGroups groups, RecordSource records, SnapshotWriter writer, BudgetFill fill)
{
    // So many units that do not fit the last packet of a budget are passed over for smaller ones.
    private const int MostMisses = 8;

    private readonly List<int> _unit = [];
    private readonly List<int> _parts = [];
    private readonly List<Cohort> _cohorts = [];
    private int _misses;
    private int _count;

    /// <summary>Packs everything that the connections lack, in the order of rows.</summary>
    public void PackAll(ref PackingRun run)
    {
        Begin(ref run);
        foreach (int index in fill.All(run.View))
        {
            if (!TryPackUnitOf(ref run, index)) break;
        }

        run.TryEnd(writer);
    }

    /// <summary>Packs what has the highest priority; a group has that of its highest.</summary>
    public void PackFirst(ref PackingRun run)
    {
        Begin(ref run);
        fill.Begin(run.View);
        while (fill.TryNext(run.View, out int index) && TryPackUnitOf(ref run, index))
        {
            // The last that fits ends it.
        }

        run.TryEnd(writer);
        run.View.ChosenCount = _count;
        fill.Adapt(run.View);
    }

    private void Begin(ref PackingRun run)
    {
        (_misses, _count) = (0, 0);
        run.Begin(writer);
    }

    // Whether there may be room for more.
    private bool TryPackUnitOf(ref PackingRun run, int index)
    {
        // It went with one before it, or coarse, and comes again since it goes on lacking something.
        if (!run.View.Unsent.Has(index) || WentCoarse(run, index)) return true;
        _unit.Clear();
        if (!groups.Grouped.Has(index))
        {
            _unit.Add(index);
            return TryPackUnit(ref run);
        }

        foreach (int member in groups.MembersOf(index))
        {
            if (run.View.Unsent.Has(member)) _unit.Add(member);
        }

        return TryPackUnit(ref run);
    }

    // A state goes coarse in no tick but the one that made it.
    private bool WentCoarse(in PackingRun run, int index)
    {
        ref Baseline baseline = ref run.View.Baselines[index];
        if (!baseline.Has(BaselineFlags.Sent) || baseline.SentCoarseBits == 0) return false;
        ref Row row = ref rows[run.View.WordsOf(index, baseline)];
        return row.ChangedAt == run.Ticks.Tick && row.Version == baseline.SentVersion;
    }

    private bool TryPackUnit(ref PackingRun run)
    {
        if (TryAddUnit(ref run)) return true;
        if (writer.Count > 0 && run.HasMore)
        {
            run.TryEnd(writer);
            run.Begin(writer);
            if (TryAddUnit(ref run)) return true;
        }

        if (writer.Count > 0) return ++_misses < MostMisses;
        return run.IsWhole && TryPackParts(ref run);
    }

    // What no packet holds goes in several, so that it arrives at all.
    private bool TryPackParts(ref PackingRun run)
    {
        if (_unit.Count == 1)
        {
            run.Plan.TooWide++;
            return true;
        }

        run.Plan.SplitGroups++;
        _parts.Clear();
        _parts.AddRange(_unit);
        foreach (int part in _parts)
        {
            _unit.Clear();
            _unit.Add(part);
            if (!TryPackUnit(ref run)) return false;
        }

        return true;
    }

    private bool TryAddUnit(ref PackingRun run)
    {
        writer.Mark();
        _cohorts.Clear();
        foreach (int index in _unit)
        {
            if (TryAdd(run, index)) continue;
            writer.Rollback();
            return false;
        }

        for (int i = 0; i < _unit.Count; i++) Note(ref run, _unit[i], _cohorts[i]);
        _count += _unit.Count;
        return true;
    }

    private bool TryAdd(in PackingRun run, int index)
    {
        ref Baseline baseline = ref run.View.Baselines[index];
        if (baseline.Has(BaselineFlags.Ending))
        {
            _cohorts.Add(default);
            return writer.TryAddDespawn(index, baseline.Generation, baseline.Has(BaselineFlags.Out));
        }

        int words = run.View.WordsOf(index, baseline);
        int coarseBits = _unit.Count > 1 || groups.Grouped.Has(index)
            ? 0
            : fill.CoarseBitsOf(run.View, index, run.Ticks.Tick);
        Cohort cohort = records.Encode(words, baseline, run.Ticks, coarseBits);
        _cohorts.Add(cohort);
        return writer.TryAdd(index, words, cohort, baseline.Held);
    }

    private void Note(ref PackingRun run, int index, in Cohort cohort)
    {
        fill.Note(index);
        ref Baseline baseline = ref run.View.Baselines[index];
        if (baseline.Has(BaselineFlags.Ending))
            run.NoteEnd(index);
        else
            run.NoteState(index, cohort, rows[run.View.WordsOf(index, baseline)]);
    }
}
