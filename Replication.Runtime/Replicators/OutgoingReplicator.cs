using Replication.Transport;

namespace Replication.Runtime;

/// <summary>
/// One connection's outgoing half: what it is to know, what goes to it this tick, and what became of what went before.
/// </summary>
internal sealed class OutgoingReplicator
{
    // Of the budget, what an estimate may claim and still pass for sure to fit.
    private const double SureShare = 0.8;

    private readonly RowTable _rows;
    private bool _wasServed;
    private double _recordBits;
    private long _ticks;
    private long _packets;
    private long _payloadBytes;
    private long _updates;
    private long _fullUpdates;
    private long _updateBits;
    private long _fullBits;
    private long _worldBits;
    private long _tooWide;

    /// <param name="rows">The rows.</param>
    /// <param name="historyTicks">How long superseded versions can serve as baselines.</param>
    public OutgoingReplicator(RowTable rows, int historyTicks)
    {
        _rows = rows;
        View = new ClientView(rows, historyTicks);
        Acknowledgements = new Acknowledgements(rows, View);
    }

    /// <summary>What the connection is to know and what it lacks.</summary>
    public ClientView View { get; }

    /// <summary>What became of its packets.</summary>
    public Acknowledgements Acknowledgements { get; }

    /// <summary>Counts since the connection began.</summary>
    public OutgoingStatistics Statistics => new(
        _ticks, _packets, _payloadBytes, _updates, _fullUpdates, _updateBits, _fullBits, _worldBits,
        Acknowledgements.RefusedBaselines, _tooWide);

    /// <summary>
    /// Whether the connection acknowledged the newest state of every replica in its view, and the end of every other.
    /// </summary>
    public bool IsConverged => _wasServed && View.Unacked.IsEmpty;

    /// <summary>Sends what the connection lacks, within its budget, in as many packets as it takes.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="tick">The tick that was captured.</param>
    /// <param name="packer">Writes the packets.</param>
    /// <param name="budgetBytes">The most bytes to send.</param>
    public void Send(Session session, Tick tick, SnapshotPacker packer, int budgetBytes)
    {
        long updatesBefore = _updates;
        long bytesBefore = _payloadBytes;
        packer.Send(this, session, tick, budgetBytes);
        if (_updates > updatesBefore)
            _recordBits = (_payloadBytes - bytesBefore) * 8.0 / (_updates - updatesBefore);
        _wasServed = true;
        _ticks++;
        _worldBits += (long)(_rows.MeanFullBits * View.Count);
    }

    /// <summary>A hash of the rows in view.</summary>
    public ulong Hash() => View.Hash();

    /// <summary>Whether all that the connection lacks goes within a budget, as far as the last tick tells.</summary>
    public bool IsSureToFit(int budgetBytes)
    {
        double recordBits = _recordBits > 0 ? _recordBits : _rows.MeanFullBits + SnapshotHead.MaxBits;
        return View.Unsent.Count * recordBits <= budgetBytes * 8 * SureShare;
    }

    /// <summary>Notes a state that goes with the packet that is being written.</summary>
    public void CountUpdate(in Cohort cohort, int fullBits)
    {
        _updates++;
        if (cohort.Kind == RecordKind.Full) _fullUpdates++;
        _updateBits += cohort.BitCount;
        _fullBits += fullBits;
    }

    /// <summary>Notes a packet that went.</summary>
    public void CountPacket(int bytes)
    {
        _packets++;
        _payloadBytes += bytes;
    }

    /// <summary>Notes a state that fits no packet that the other side takes.</summary>
    public void CountTooWide() => _tooWide++;
}
