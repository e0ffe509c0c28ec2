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
    private readonly int _packetBytes;
    private readonly RowTable _rows;

    /// <param name="rows">The rows.</param>
    /// <param name="cohorts">This tick's bits.</param>
    /// <param name="worker">Who packs with it.</param>
    /// <param name="schema">The components.</param>
    /// <param name="urgency">How much the tick changed each row.</param>
    /// <param name="packetBytes">The most bytes of one packet.</param>
    public SnapshotPacker(
        RowTable rows, CohortIndex cohorts, int worker, SchemaTable schema, Urgency urgency, int packetBytes)
    {
        _rows = rows;
        _writer = new SnapshotWriter(cohorts, rows, schema);
        _records = new RecordSource(cohorts.Caches[worker], _writer);
        _fill = new BudgetFill(rows, _records, urgency, schema);
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
        var run = new Run(from.View, plan, ticks, budgetBytes, Math.Min(_packetBytes, maxPayloadBytes));
        if (from.IsSureToFit(budgetBytes))
        {
            Pack(ref run, _fill.All(from.View), []);
            return;
        }

        _writer.Begin(ticks, 0);
        _fill.Choose(from.View, ticks, budgetBytes, run.PacketBytes);
        Pack(ref run, _fill.Rows, _fill.Cohorts);
    }

    // Rows by rising index into as many packets as it takes. What finds no room stays unsent.
    private void Pack(ref Run run, ReadOnlySpan<int> indices, ReadOnlySpan<Cohort> cohorts)
    {
        for (int next = 0; next < indices.Length;)
        {
            int payloadBytes = Math.Min(run.LeftBytes, run.PacketBytes);
            _writer.Begin(run.Ticks, (payloadBytes * 8) - PayloadHead.SnapshotBits);
            run.Packet = run.Plan.Begin(run.Ticks.Tick);
            run.Counts = default;
            while (next < indices.Length && TryAddNext(ref run, indices, cohorts, next)) next++;
            if (_writer.Count > 0)
            {
                Write(ref run, payloadBytes);
                continue;
            }

            run.Plan.Cancel(run.Packet);
            if (payloadBytes < run.PacketBytes) return;

            // A peer that takes only small packets cannot have what is wider than all of one.
            run.Plan.TooWide++;
            next++;
        }
    }

    private bool TryAddNext(ref Run run, ReadOnlySpan<int> indices, ReadOnlySpan<Cohort> cohorts, int next)
    {
        int index = indices[next];
        ref Baseline baseline = ref run.View.Baselines[index];
        if (baseline.Has(BaselineFlags.Ending)) return TryAddEnd(run, index, baseline);
        int words = run.View.WordsOf(index, baseline);
        return cohorts.IsEmpty
            ? TryAddState(ref run, index, words, ref baseline, _records.Encode(words, baseline, run.Ticks))
            : TryAddState(ref run, index, words, ref baseline, cohorts[next]);
    }

    private bool TryAddEnd(in Run run, int index, in Baseline baseline)
    {
        if (!_writer.TryAddDespawn(index, baseline.Generation, baseline.Has(BaselineFlags.Out))) return false;
        run.View.MarkEndSent(index);
        run.Packet.Add(
            new SentRecord(index, baseline.Generation, 0, baseline.Flags & BaselineFlags.Ending));
        return true;
    }

    private bool TryAddState(ref Run run, int index, int words, ref Baseline baseline, in Cohort cohort)
    {
        if (!_writer.TryAdd(index, words, cohort, baseline.Held)) return false;

        RowLayout layout = _rows[words].Layout!;
        bool isFull = cohort.Kind == RecordKind.Full;
        if (cohort.Key.IsAgainstOne)
        {
            layout.Worth.Note(
                (ushort)(_rows[words].Version - cohort.Key.Version), layout.FullBits,
                isFull ? null : cohort.BitCount);
        }

        // The acknowledged version is too old to be a baseline: nobody may meet its number again after a wrap.
        if (!cohort.Key.HasBaseline) baseline.Clear(BaselineFlags.Acked | BaselineFlags.Earlier);
        run.View.MarkSent(index);
        run.Packet.Add(new SentRecord(index, baseline.Generation, baseline.SentVersion, BaselineFlags.None));
        run.Counts = run.Counts.Plus(new PacketCounts(
            1, isFull ? 1 : 0, cohort.BitCount, layout.FullBits));
        return true;
    }

    private void Write(ref Run run, int payloadBytes)
    {
        var writer = new BitWriter(run.Plan.Room(payloadBytes));
        PayloadHead.WriteSnapshotOnly(ref writer);
        _writer.Write(ref writer);
        run.LeftBytes -= writer.ByteCount;
        run.Packet.Counts = run.Counts;
        run.Plan.Add(run.Packet, writer.ByteCount);
    }

    private ref struct Run(
        ClientView view, PacketPlan plan, in SnapshotTicks ticks, int leftBytes, int packetBytes)
    {
        public readonly ClientView View = view;
        public readonly PacketPlan Plan = plan;
        public readonly SnapshotTicks Ticks = ticks;
        public readonly int PacketBytes = packetBytes;
        public int LeftBytes = leftBytes;
        public SharedPacket Packet = null!;
        public PacketCounts Counts;
    }
}
