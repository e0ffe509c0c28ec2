namespace Replication.Runtime;

/// <summary>
/// The outgoing half of connections that hold the same: what they are to know, what goes to them this tick, and what
/// became of what went before. One object for each distinct state, however many connections are in it.
/// </summary>
internal sealed class OutgoingReplicator
{
    // Of the budget, what an estimate may claim and still pass for sure to fit.
    private const double SureShare = 0.8;

    // A few packets, for who was not sent anything yet.
    private const int MinAmpleBytes = 4_096;

    private readonly RowTable _rows;
    private double _recordBits;
    private int _lastBytes;

    /// <param name="rows">The rows.</param>
    /// <param name="historyTicks">How long superseded versions can serve as baselines.</param>
    public OutgoingReplicator(RowTable rows, int historyTicks)
    {
        _rows = rows;
        View = new ClientView(rows, historyTicks);
        Acknowledgements = new Acknowledgements(rows, View);
    }

    /// <summary>What the connections are to know and what they lack.</summary>
    public ClientView View { get; }

    /// <summary>What became of their packets.</summary>
    public Acknowledgements Acknowledgements { get; }

    /// <summary>The connections; never none, as long as it is in use.</summary>
    public List<Recipient> Recipients { get; } = [];

    /// <summary>Whether the connections were sent anything, be it that there was nothing to send.</summary>
    public bool WasServed { get; private set; }

    /// <summary>
    /// Whether the newest state of every replica in view was acknowledged, and the end of every other.
    /// </summary>
    public bool IsConverged => WasServed && View.Unacked.IsEmpty;

    /// <summary>What the replicas in view cost in full, in bits.</summary>
    public long WorldBits => (long)(_rows.MeanFullBits * View.Count);

    /// <summary>A budget that is no limit, as far as the last tick tells.</summary>
    public int AmpleBytes => MinAmpleBytes + (_lastBytes * 2);

    /// <summary>What each of the connections may be sent in this tick, in bytes.</summary>
    public int BudgetBytes { get; private set; }

    /// <summary>Takes the least budget of the connections.</summary>
    public void LimitBudget()
    {
        BudgetBytes = int.MaxValue;
        foreach (Recipient recipient in Recipients) BudgetBytes = Math.Min(BudgetBytes, recipient.BudgetBytes);
    }

    /// <summary>Plans what the connections lack, within their budget, in as many packets as it takes.</summary>
    /// <param name="tick">The tick that was captured.</param>
    /// <param name="packer">Writes the packets.</param>
    /// <param name="plan">Takes the packets.</param>
    public void Pack(Tick tick, SnapshotPacker packer, PacketPlan plan)
    {
        packer.Pack(this, plan, tick, BudgetBytes, Recipients[0].MaxPayloadBytes);
        _lastBytes = plan.ByteCount;
        if (plan.Updates > 0) _recordBits = plan.ByteCount * 8.0 / plan.Updates;
        WasServed = true;
    }

    /// <summary>Whether all that the connections lack goes within a budget, as far as the last tick tells.</summary>
    public bool IsSureToFit(int budgetBytes)
    {
        // Without the bits left out of it the last tick would have taken more.
        if (View.Precision.CoarseBits > 0) return false;
        double recordBits = _recordBits > 0 ? _recordBits : _rows.MeanFullBits + SnapshotHead.MaxBits;
        return View.Unsent.Count * recordBits <= budgetBytes * 8 * SureShare;
    }

    /// <summary>Takes over what others hold; the connections stay where they are.</summary>
    public void CopyFrom(OutgoingReplicator other)
    {
        View.CopyFrom(other.View);
        Acknowledgements.CopyFrom(other.Acknowledgements);
        (_recordBits, _lastBytes, WasServed) = (other._recordBits, other._lastBytes, other.WasServed);
    }

    /// <summary>Forgets all, to be used for others.</summary>
    public void Reset()
    {
        View.Reset();
        Acknowledgements.Reset();
        Recipients.Clear();
        (_recordBits, _lastBytes, WasServed) = (0, 0, false);
    }
}
