using Replication.Transport;

namespace Replication.Runtime;

/// <summary>
/// Puts what a connection lacks into packets and sends them. One object serves one connection after the other, so that
/// its buffers are there once.
/// </summary>
internal sealed class SnapshotPacker
{
    private readonly SnapshotWriter _writer;
    private readonly RecordSource _records;
    private readonly BudgetFill _fill;
    private readonly byte[] _packet;
    private readonly RowTable _rows;

    /// <param name="rows">The rows.</param>
    /// <param name="cache">This tick's bits.</param>
    /// <param name="schema">The components.</param>
    /// <param name="urgency">How much the tick changed each row.</param>
    /// <param name="packetBytes">The most bytes of one packet.</param>
    public SnapshotPacker(
        RowTable rows, CohortCache cache, SchemaTable schema, Urgency urgency, int packetBytes)
    {
        _rows = rows;
        _writer = new SnapshotWriter(cache, rows, schema);
        _records = new RecordSource(rows, cache, _writer);
        _fill = new BudgetFill(rows, _records, urgency, schema.Count);
        _packet = new byte[packetBytes];
    }

    /// <summary>Sends a connection what it lacks, all of it or what has the highest priority.</summary>
    /// <param name="to">The connection.</param>
    /// <param name="session">Its session.</param>
    /// <param name="tick">The tick that was captured.</param>
    /// <param name="budgetBytes">The most bytes to send.</param>
    public void Send(OutgoingReplicator to, Session session, Tick tick, int budgetBytes)
    {
        SnapshotTicks ticks = to.Acknowledgements.TicksAt(tick);
        var run = new Run(to, session, ticks, budgetBytes);
        if (to.IsSureToFit(budgetBytes))
        {
            Pack(ref run, _fill.All(to.View), []);
            return;
        }

        _writer.Begin(ticks, 0);
        _fill.Choose(to.View, ticks, budgetBytes, Math.Min(_packet.Length, session.MaxPayloadBytes));
        Pack(ref run, _fill.Rows, _fill.Cohorts);
    }

    // Rows by rising index into as many packets as it takes. What finds no room stays unsent.
    private void Pack(ref Run run, ReadOnlySpan<int> indices, ReadOnlySpan<Cohort> cohorts)
    {
        for (int next = 0; next < indices.Length;)
        {
            int packetBytes = Math.Min(_packet.Length, run.Session.MaxPayloadBytes);
            int payloadBytes = Math.Min(run.LeftBytes, packetBytes);
            if (payloadBytes * 8 <= SnapshotHead.MaxBits + PayloadHead.SnapshotBits) return;
            _writer.Begin(run.Ticks, (payloadBytes * 8) - PayloadHead.SnapshotBits);
            while (next < indices.Length && TryAddNext(run, indices, cohorts, next)) next++;
            if (_writer.Count == 0)
            {
                if (payloadBytes < packetBytes) return;

                // A peer that takes only small packets cannot have what is wider than all of one.
                run.To.CountTooWide();
                next++;
                continue;
            }

            if (!TrySendPacket(ref run, payloadBytes)) return;
        }
    }

    private bool TryAddNext(in Run run, ReadOnlySpan<int> indices, ReadOnlySpan<Cohort> cohorts, int next)
    {
        int index = indices[next];
        ref Baseline baseline = ref run.To.View.Baselines[index];
        if (baseline.Has(BaselineFlags.Ending)) return TryAddEnd(run, index, baseline);
        int words = run.To.View.WordsOf(index, baseline);
        return cohorts.IsEmpty
            ? TryAddState(run, index, words, ref baseline, _records.Encode(words, baseline, run.Ticks))
            : TryAddState(run, index, words, ref baseline, cohorts[next]);
    }

    private bool TryAddEnd(in Run run, int index, in Baseline baseline)
    {
        if (!_writer.TryAddDespawn(index, baseline.Generation, baseline.Has(BaselineFlags.Out))) return false;
        run.To.View.MarkEndSent(index);
        run.To.Acknowledgements.Add(
            new SentRecord(index, baseline.Generation, 0, baseline.Flags & BaselineFlags.Ending));
        return true;
    }

    private bool TryAddState(in Run run, int index, int words, ref Baseline baseline, in Cohort cohort)
    {
        if (!_writer.TryAdd(index, words, cohort, baseline.Held)) return false;

        // The acknowledged version has left the window: nobody may meet its number again after a wrap.
        if (!cohort.Key.HasBaseline) baseline.Clear(BaselineFlags.Acked | BaselineFlags.Earlier);
        run.To.View.MarkSent(index);
        run.To.Acknowledgements.Add(
            new SentRecord(index, baseline.Generation, baseline.SentVersion, BaselineFlags.None));
        run.To.CountUpdate(cohort, _rows[words].Layout!.FullBits);
        return true;
    }

    private bool TrySendPacket(ref Run run, int payloadBytes)
    {
        var writer = new BitWriter(_packet.AsSpan(0, payloadBytes));
        PayloadHead.WriteSnapshotOnly(ref writer);
        _writer.Write(ref writer);
        run.LeftBytes -= writer.ByteCount;
        if (run.Session.TrySend(_packet.AsSpan(0, writer.ByteCount), out Sequence sequence))
        {
            run.To.Acknowledgements.Commit(sequence, run.Ticks.Tick);
            run.To.CountPacket(writer.ByteCount);
            return true;
        }

        // The link refused or too much is under way: as if the packet had been lost.
        run.To.Acknowledgements.Cancel();
        return false;
    }

    private ref struct Run(OutgoingReplicator to, Session session, in SnapshotTicks ticks, int leftBytes)
    {
        public readonly OutgoingReplicator To = to;
        public readonly Session Session = session;
        public readonly SnapshotTicks Ticks = ticks;
        public int LeftBytes = leftBytes;
    }
}
