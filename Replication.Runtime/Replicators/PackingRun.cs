namespace Replication.Runtime;

/// <summary>The packing of one tick for connections that hold the same, packet by packet.</summary>
/// <param name="view">What they are to know and lack.</param>
/// <param name="plan">Takes the packets.</param>
/// <param name="ticks">The ticks that the packets name.</param>
/// <param name="leftBytes">The most bytes of all packets.</param>
/// <param name="packetBytes">The most bytes of one.</param>
internal ref struct PackingRun(
    ClientView view, PacketPlan plan, in SnapshotTicks ticks, int leftBytes, int packetBytes)
{
    public readonly ClientView View = view;
    public readonly PacketPlan Plan = plan;
    public readonly SnapshotTicks Ticks = ticks;

    private readonly int _packetBytes = packetBytes;
    private readonly int _coarseBits = view.Precision.CoarseBits;
    private int _leftBytes = leftBytes;
    private int _payloadBytes;
    private SharedPacket _packet = null!;
    private PacketCounts _counts;

    /// <summary>Whether the packet is as large as any can be, and not what the budget has left.</summary>
    public readonly bool IsWhole => _payloadBytes == _packetBytes;

    /// <summary>Whether the budget has more than the packet.</summary>
    public readonly bool HasMore => _leftBytes > _payloadBytes;

    /// <summary>Begins a packet.</summary>
    public void Begin(SnapshotWriter writer)
    {
        _payloadBytes = Math.Min(_leftBytes, _packetBytes);
        writer.Begin(Ticks, (_payloadBytes * 8) - PayloadHead.SnapshotBits, _coarseBits);
        _packet = Plan.Begin(Ticks.Tick);
        _counts = default;
    }

    /// <summary>Writes the packet, where there is anything in it.</summary>
    /// <returns>Whether there was.</returns>
    public bool TryEnd(SnapshotWriter writer)
    {
        if (writer.Count == 0)
        {
            Plan.Cancel(_packet);
            return false;
        }

        var bits = new BitWriter(Plan.Room(_payloadBytes));
        PayloadHead.WriteSnapshotOnly(ref bits);
        writer.Write(ref bits);
        _leftBytes -= bits.ByteCount;
        _packet.Counts = _counts;
        Plan.Add(_packet, bits.ByteCount);
        return true;
    }

    /// <summary>Notes that the packet says that a replica is gone or out of view.</summary>
    public readonly void NoteEnd(int index)
    {
        ref Baseline baseline = ref View.Baselines[index];
        View.MarkEndSent(index);
        _packet.Add(new SentRecord(index, baseline.Generation, 0, baseline.Flags & BaselineFlags.Ending));
    }

    /// <summary>Notes that the packet has a replica's state.</summary>
    /// <param name="index">The replica's row.</param>
    /// <param name="cohort">The bits.</param>
    /// <param name="row">The row whose words they are.</param>
    public void NoteState(int index, in Cohort cohort, in Row row)
    {
        RowLayout layout = row.Layout!;
        bool isFull = cohort.Kind == RecordKind.Full;
        if (cohort.Key.IsAgainstOne)
        {
            int fullBits = cohort.CoarseBits == 0 ? layout.FullBits : layout.Coarse(cohort.CoarseBits).FullBits;
            DeltaWorth worth = cohort.CoarseBits == 0 ? layout.Worth : layout.Coarse(cohort.CoarseBits).Worth;
            worth.Note((ushort)(row.Version - cohort.Key.Version), fullBits, isFull ? null : cohort.BitCount);
        }

        // The acknowledged version is too old to be a baseline: nobody may meet its number again after a wrap.
        ref Baseline baseline = ref View.Baselines[index];
        if (!cohort.Key.HasBaseline) baseline.Clear(BaselineFlags.Acked | BaselineFlags.Earlier);
        View.MarkSent(index, cohort.CoarseBits);
        _packet.Add(new SentRecord(
            index, baseline.Generation, baseline.SentVersion, BaselineFlags.None, (byte)cohort.CoarseBits));
        _counts = _counts.Plus(new PacketCounts(
            1, isFull ? 1 : 0, cohort.CoarseBits == 0 ? 0 : 1, cohort.BitCount, layout.FullBits));
    }
}
