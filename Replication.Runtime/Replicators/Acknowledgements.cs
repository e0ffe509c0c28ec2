namespace Replication.Runtime;

/// <summary>
/// What became of the packets of connections that hold the same: which versions they hold follows from that.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="view">What they are to know; moved on by what arrived and what was lost.</param>
internal sealed class Acknowledgements(RowTable rows, ClientView view)
{
    private Tick? _earlierTick;

    /// <summary>The newest tick of which a packet was acknowledged; null before the first.</summary>
    public Tick? AckedTick { get; private set; }

    /// <summary>The newest before that; null for none.</summary>
    public Tick? EarlierTick => _earlierTick;

    /// <summary>The ticks that a packet of a tick may name.</summary>
    public SnapshotTicks TicksAt(Tick tick) => new(tick, AckedTick, _earlierTick);

    /// <summary>Takes over what another has.</summary>
    public void CopyFrom(Acknowledgements other) =>
        (AckedTick, _earlierTick) = (other.AckedTick, other._earlierTick);

    /// <summary>Forgets all.</summary>
    public void Reset() => (AckedTick, _earlierTick) = (null, null);

    /// <summary>Moves the baselines forward to what a packet carried.</summary>
    public void Delivered(SharedPacket packet)
    {
        foreach (SentRecord record in packet.Records)
        {
            if (TryFind(record)) Acknowledge(record, packet.Tick);
        }

        if (AckedTick is { } newest && !packet.Tick.IsNewerThan(newest)) return;
        _earlierTick = AckedTick;
        AckedTick = packet.Tick;
    }

    /// <summary>Makes what a packet carried go again, as it is then.</summary>
    public void Lost(SharedPacket packet)
    {
        foreach (SentRecord record in packet.Records)
        {
            if (TryFind(record) && IsAwaited(record, packet.Tick)) MarkUnsent(record);
        }
    }

    /// <summary>Gives up a baseline that the other side says it does not hold: the replica goes in full.</summary>
    /// <param name="index">The replica's row, as the other side named it.</param>
    public void Refuse(int index)
    {
        if (!view.InView.Has(index)) return;
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
            && baseline.SentCoarseBits == record.CoarseBits && view.Unacked.Has(record.Index);
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

            // Motion is foretold from two states as they were, not from what is left of one.
            baseline.Clear(BaselineFlags.Earlier);
            if (baseline.AckedCoarseBits == 0 && record.CoarseBits == 0) baseline.Set(BaselineFlags.Earlier);
            baseline.EarlierVersion = baseline.AckedVersion;
        }

        baseline.Set(BaselineFlags.Acked);
        baseline.AckedVersion = record.Version;
        baseline.AckedCoarseBits = record.CoarseBits;
        baseline.AckedAt = tick;

        // What is older than this acknowledgement says nothing at all any more.
        if (!view.InView.Has(record.Index)) return;
        baseline.Since = tick;
        bool isNewest = record.Version == rows[view.WordsOf(record.Index, baseline)].Version;
        if (isNewest && record.CoarseBits == 0) view.MarkAcked(record.Index);
    }
}
