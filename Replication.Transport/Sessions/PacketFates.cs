using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// What becomes of the packets that a session sent: takes the peer's acks, finds out what is lost, and tells the
/// handler, the channels and the congestion control.
/// </summary>
internal sealed class PacketFates
{
    private readonly ChannelTable _channels;
    private readonly SessionCounters _counters;

    // Null where the rate is not limited.
    private readonly CongestionController? _congestion;

    private RoundTripEstimator _roundTrip;
    private Outage _outage;
    private TimeSpan _lastAckAt;
    private bool _closed;

    public PacketFates(ChannelTable channels, SessionCounters counters, CongestionController? congestion)
    {
        _channels = channels;
        _counters = counters;
        _congestion = congestion;
    }

    /// <summary>Null only while the acceptor is being asked for it; nothing is received before that.</summary>
    public ISessionHandler? Handler { get; set; }

    /// <summary>The packets in flight.</summary>
    public SentPackets Sent { get; } = new();

    public ref readonly RoundTripEstimator RoundTrip => ref _roundTrip;

    /// <summary>Forgets what is in flight; nothing is delivered or lost any more.</summary>
    public void Close()
    {
        _closed = true;
        Sent.Clear();
    }

    /// <summary>
    /// Whether what was lost may go again: while the peer is out of reach, only as a probe now and then.
    /// </summary>
    public bool MayRepeat(TimeSpan now) => !_outage.IsActive || _outage.TryProbe(now);

    public void DetectLosses(TimeSpan now)
    {
        TimeSpan timeout = _roundTrip.Timeout;
        while (!_closed && Sent.TryTakeLost(now, timeout, _roundTrip.ReorderGrace, out SentPacket packet))
        {
            if (!packet.Matters)
                continue;
            _counters.CountLost(packet.Bytes);
            _congestion?.NoteLost();
            if (now - packet.SentAt >= timeout && packet.SentAt >= _lastAckAt)
            {
                _outage.Begin(now, timeout);
                _congestion?.NoteSilence(now, timeout, _lastAckAt);
            }

            if (packet.HasMessages)
                _channels.Lost(packet.Sequence);
            if (packet.HasPayload)
                Handler!.Lost(packet.Sequence);
        }

        _congestion?.JudgeLoss(now);
    }

    /// <summary>Checks the acks of a packet, and takes their ranges off the front of its body.</summary>
    /// <returns>False: no form that a writer makes, or they name what was never sent.</returns>
    public bool TryReadAcks(
        in PacketHeader header, ref ReadOnlySpan<byte> body, out long ack, out AckRanges ranges)
    {
        ack = -1;
        ranges = default;
        if (header.HasRanges && !AckRanges.TryRead(body, out ranges))
            return false;
        body = body[ranges.Bytes..];
        return !header.HasAck || Sent.TryExpand(header.Ack, header.AckBits, ranges.Reach, out ack);
    }

    /// <summary>
    /// Takes what <see cref="TryReadAcks"/> read, oldest first: what depends on deliveries moves forward only.
    /// </summary>
    public void TakeAcks(
        long ack, uint ackBits, AckRanges ranges, byte ackDelayMilliseconds, TimeSpan receivedAt, TimeSpan now)
    {
        for (int index = ranges.Count - 1; index >= 0; index--)
        {
            (int first, int count) = ranges.Run(index);
            for (int step = first + count - 1; step >= first; step--)
                TakeAck(ack - AckWindow.BitCount - 1 - step, PacketHeader.MaxAckDelayMilliseconds, receivedAt);
        }

        for (uint newBits = Sent.TakeNewBits(ack, ackBits); newBits != 0;)
        {
            int bit = BitOperations.Log2(newBits);
            newBits &= ~(1u << bit);
            TakeAck(ack - 1 - bit, PacketHeader.MaxAckDelayMilliseconds, receivedAt);
        }

        TakeAck(ack, ackDelayMilliseconds, receivedAt);
        Sent.MoveAckWindow(ack);
        _congestion?.Judge(ack, _roundTrip.Smoothed, now);
    }

    private void TakeAck(long number, byte ackDelayMilliseconds, TimeSpan receivedAt)
    {
        AckOutcome outcome = Sent.Acknowledge(number, receivedAt, out SentPacket packet);
        if (outcome == AckOutcome.Known)
            return;
        _roundTrip.AddAckTime(receivedAt - packet.SentAt);
        _lastAckAt = receivedAt;
        _outage.End();

        // A delay that reached the field's end says only "or more": no measurement. A packet taken for lost too early
        // is one: without it the timeout of a path slower than the first guess would never learn.
        if (ackDelayMilliseconds != PacketHeader.MaxAckDelayMilliseconds)
        {
            TimeSpan sample =
                _roundTrip.Add(receivedAt - packet.SentAt, TimeSpan.FromMilliseconds(ackDelayMilliseconds));
            _congestion?.NoteDelay(number, packet.SentAt, packet.Burst, sample, receivedAt);
        }

        _congestion?.NoteDelivered(number, packet.Bytes, outcome == AckOutcome.Delivered && packet.Matters);
        if (!packet.Matters || _closed)
            return;

        // What arrived after all need not go again.
        if (packet.HasMessages)
            _channels.Delivered(packet.Sequence);
        if (outcome == AckOutcome.AfterLoss)
        {
            _counters.AcksAfterLoss++;
            return;
        }

        _counters.CountDelivered();
        if (packet.HasPayload)
            Handler!.Delivered(packet.Sequence);
    }
}
