using Replication.Transport;

namespace Replication.Runtime;

/// <summary>What became of the packets of one connection: which versions it holds follows from that.</summary>
/// <param name="rows">The rows.</param>
/// <param name="view">What the connection is to know; moved on by what arrived and what was lost.</param>
internal sealed class Acknowledgements(RowTable rows, ClientView view)
{
    private readonly SentSnapshots _sent = new();
    private Tick? _earlierTick;

    /// <summary>The newest tick of which a packet was acknowledged; null before the first.</summary>
    public Tick? AckedTick { get; private set; }

    /// <summary>How many baselines the other side said it did not hold.</summary>
    public long RefusedBaselines { get; private set; }

    /// <summary>The ticks that a packet of a tick may name.</summary>
    public SnapshotTicks TicksAt(Tick tick) => new(tick, AckedTick, _earlierTick);

    /// <summary>Notes a record of the packet that is being written.</summary>
    public void Add(SentRecord record) => _sent.Add(record);

    /// <summary>Files the records noted since the last commit under their packet.</summary>
    public void Commit(Sequence sequence, Tick tick) => _sent.Commit(sequence, tick);

    /// <summary>Takes back the records noted since the last commit: their packet was not sent.</summary>
    public void Cancel()
    {
        while (_sent.TryTakeBack(out SentRecord record)) MarkUnsent(record);
    }

    /// <summary>Moves the baselines forward to what a packet carried.</summary>
    public void Delivered(Sequence sequence)
    {
        if (!_sent.TryGet(sequence, out Tick tick, out int count)) return;
        for (int i = 0; i < count; i++)
        {
            SentRecord record = _sent.Record(sequence, i);
            if (TryFind(record)) Acknowledge(record, tick);
        }

        _sent.Close(sequence);
        if (AckedTick is { } newest && !tick.IsNewerThan(newest)) return;
        _earlierTick = AckedTick;
        AckedTick = tick;
    }

    /// <summary>Makes what a packet carried go again, as it is then.</summary>
    public void Lost(Sequence sequence)
    {
        if (!_sent.TryGet(sequence, out Tick tick, out int count)) return;
        for (int i = 0; i < count; i++)
        {
            SentRecord record = _sent.Record(sequence, i);
            if (TryFind(record) && IsAwaited(record, tick)) MarkUnsent(record);
        }

        _sent.Close(sequence);
    }

    /// <summary>Gives up a baseline that the other side says it does not hold: the replica goes in full.</summary>
    /// <param name="index">The replica's row, as the other side named it.</param>
    public void Refuse(int index)
    {
        if (!view.InView.Has(index)) return;
        RefusedBaselines++;
        ref Baseline baseline = ref view.Baselines[index];

        // Without an acknowledged version a full row is under way already.
        if (!baseline.Has(BaselineFlags.Acked)) return;
        baseline.Clear(BaselineFlags.Acked | BaselineFlags.Earlier | BaselineFlags.Sent);
        view.MarkUnsent(index);
    }

    private bool TryFind(SentRecord record) =>
        view.Baselines.Has(record.Index) && view.Baselines[record.Index].Generation == record.Generation;

    // Of states under way only the loss of the newest matters, and of ends only that of the present one.
    private bool IsAwaited(SentRecord record, Tick tick)
    {
        ref Baseline baseline = ref view.Baselines[record.Index];
        if (record.Ending != BaselineFlags.None) return IsPresentEnd(record, baseline, tick);
        return baseline.Has(BaselineFlags.Sent) && baseline.SentVersion == record.Version
            && view.Unacked.Has(record.Index);
    }

    private static bool IsPresentEnd(SentRecord record, in Baseline baseline, Tick tick) =>
        baseline.Has(record.Ending) && !baseline.Since.IsNewerThan(tick);

    private void MarkUnsent(SentRecord record)
    {
        if (record.Ending != BaselineFlags.None)
        {
            view.MarkEndUnsent(record.Index);
            return;
        }

        view.Baselines[record.Index].Clear(BaselineFlags.Sent);
        view.MarkUnsent(record.Index);
    }

    private void Acknowledge(SentRecord record, Tick tick)
    {
        ref Baseline baseline = ref view.Baselines[record.Index];
        if (record.Ending != BaselineFlags.None)
        {
            if (!IsPresentEnd(record, baseline, tick)) return;
            if (record.Ending == BaselineFlags.Gone)
                view.Forget(record.Index);
            else
                view.MarkLeft(record.Index);
            return;
        }

        // What was sent before the replica came, went or changed hands says nothing of what is held now.
        if (baseline.Since.IsNewerThan(tick)) return;
        if (baseline.Has(BaselineFlags.Acked))
        {
            if (!tick.IsNewerThan(baseline.AckedAt)) return;
            baseline.Set(BaselineFlags.Earlier);
            baseline.EarlierVersion = baseline.AckedVersion;
        }

        baseline.Set(BaselineFlags.Acked);
        baseline.AckedVersion = record.Version;
        baseline.AckedAt = tick;

        bool isNewest = record.Version == rows[view.WordsOf(record.Index, baseline)].Version;
        if (isNewest && view.InView.Has(record.Index)) view.MarkAcked(record.Index);
    }
}
