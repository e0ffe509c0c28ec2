namespace Replication.Runtime;

/// <summary>
/// Puts what connections that hold the same lack into packets. One object serves one after the other, so that its
/// buffers are there once for each worker.
/// </summary>
internal sealed class SnapshotPacker
{
    private readonly SnapshotWriter _writer;
    private readonly RecordSource _records;
    private readonly BudgetFill _fill;
    private readonly UnitPacker _units;
    private readonly int _packetBytes;
    private readonly RowTable _rows;

    /// <param name="rows">The rows.</param>
    /// <param name="cohorts">This tick's bits.</param>
    /// <param name="worker">Who packs with it.</param>
    /// <param name="schema">The components.</param>
    /// <param name="selection">What goes first, and what goes together.</param>
    /// <param name="packetBytes">The most bytes of one packet.</param>
    /// <param name="mostCoarseBits">The most bits that movers may go without.</param>
    public SnapshotPacker(
        RowTable rows, CohortIndex cohorts, int worker, SchemaTable schema, ViewSelection selection,
        int packetBytes, int mostCoarseBits)
    {
        _rows = rows;
        _writer = new SnapshotWriter(cohorts, rows, schema);
        _records = new RecordSource(cohorts.Caches[worker], _writer);
        _fill = new BudgetFill(rows, _records, selection.Urgency, schema, mostCoarseBits);
        _units = new UnitPacker(rows, selection.Replicas.Groups, _records, _writer, _fill);
        _packetBytes = packetBytes;
    }

    /// <summary>Packs what connections lack, all of it or what has the highest priority.</summary>
    /// <param name="from">What they hold and lack.</param>
    /// <param name="plan">Takes the packets.</param>
    /// <param name="tick">The tick that was captured.</param>
    /// <param name="budgetBytes">The most bytes of all packets.</param>
    /// <param name="maxPayloadBytes">The most bytes of one that the other side takes.</param>
    public void Pack(OutgoingReplicator from, PacketPlan plan, Tick tick, int budgetBytes, int maxPayloadBytes)
    {
        SnapshotTicks ticks = from.Acknowledgements.TicksAt(tick);
        var run = new PackingRun(from.View, plan, ticks, budgetBytes, Math.Min(_packetBytes, maxPayloadBytes));
        bool isAll = from.IsSureToFit(budgetBytes);
        if (from.View.HasUnits)
        {
            if (isAll)
                _units.PackAll(ref run);
            else
                _units.PackFirst(ref run);
            return;
        }

        if (isAll)
        {
            Pack(ref run, _fill.All(from.View), []);
            return;
        }

        _writer.Begin(ticks, 0, from.View.Precision.CoarseBits);
        _fill.Choose(from.View, ticks, budgetBytes, Math.Min(_packetBytes, maxPayloadBytes));
        Pack(ref run, _fill.Rows, _fill.Cohorts);
        _fill.Adapt(from.View);
    }

    // Rows by rising index into as many packets as it takes. What finds no room stays unsent.
    private void Pack(ref PackingRun run, ReadOnlySpan<int> indices, ReadOnlySpan<Cohort> cohorts)
    {
        for (int next = 0; next < indices.Length;)
        {
            run.Begin(_writer);
            while (next < indices.Length && TryAddNext(ref run, indices, cohorts, next)) next++;
            if (run.TryEnd(_writer)) continue;
            if (!run.IsWhole) return;

            // A peer that takes only small packets cannot have what is wider than all of one.
            run.Plan.TooWide++;
            next++;
        }
    }

    private bool TryAddNext(ref PackingRun run, ReadOnlySpan<int> indices, ReadOnlySpan<Cohort> cohorts, int next)
    {
        int index = indices[next];
        ref Baseline baseline = ref run.View.Baselines[index];
        if (baseline.Has(BaselineFlags.Ending)) return TryAddEnd(run, index, baseline);
        int words = run.View.WordsOf(index, baseline);
        return cohorts.IsEmpty
            ? TryAddState(ref run, index, words, baseline, _records.Encode(words, baseline, run.Ticks))
            : TryAddState(ref run, index, words, baseline, cohorts[next]);
    }

    private bool TryAddEnd(in PackingRun run, int index, in Baseline baseline)
    {
        if (!_writer.TryAddDespawn(index, baseline.Generation, baseline.Has(BaselineFlags.Out))) return false;
        run.NoteEnd(index);
        return true;
    }

    private bool TryAddState(ref PackingRun run, int index, int words, in Baseline baseline, in Cohort cohort)
    {
        if (!_writer.TryAdd(index, words, cohort, baseline.Held)) return false;
        run.NoteState(index, cohort, _rows[words]);
        return true;
    }
}
