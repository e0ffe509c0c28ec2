namespace Replication.Transport;

/// <summary>What became of a sealed packet.</summary>
internal enum Reception
{
    /// <summary>Taken in, or dropped and counted by the session.</summary>
    Handled,

    /// <summary>No writer makes such a header.</summary>
    Malformed,

    /// <summary>Not from the peer of this session.</summary>
    BadSeal,

    /// <summary>The peer has ended the session.</summary>
    Closed,
}

/// <summary>
/// The sealed packets of one connected session, both ways: numbers, acks, loss, round trip time and the counts. Knows
/// nothing of how a session begins; ends when it is told to, from inside a callback too.
/// </summary>
internal sealed class SessionTraffic
{
    // The acks of so many payloads are sent at once, even within one Receive: after a pause of this side more may wait
    // than the 33 that one packet can ack, and the first of them would count as lost.
    private const int MaxAcksOwed = 16;
    private const int DisconnectCopies = 3;

    private readonly ILink _link;
    private readonly LinkAddress _remote;
    private readonly IPacketSeal _seal;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly byte[] _sendBuffer;
    private readonly int _maxPayloadBytes;
    private readonly SentPackets _sent = new();
    private readonly AckWindow _window = new();

    private RoundTripEstimator _roundTrip;
    private SessionCounters _counters;
    private TimeSpan _lastSentAt;
    private TimeSpan _lastHeardAt;
    private TimeSpan _ackOwedSince;
    private int _acksOwed;
    private bool _closed;

    public SessionTraffic(
        ILink link,
        LinkAddress remote,
        IPacketSeal seal,
        TransportOptions options,
        TimeProvider time,
        byte[] sendBuffer,
        int maxPayloadBytes)
    {
        _link = link;
        _remote = remote;
        _seal = seal;
        _options = options;
        _time = time;
        _sendBuffer = sendBuffer;
        _maxPayloadBytes = maxPayloadBytes;
        TimeSpan now = time.Now();
        _counters.ConnectedAt = now;
        // The handshake was heard, but not answered by a packet yet: the first Flush sends one, so that the peer soon
        // sees the session from both sides.
        _lastHeardAt = now;
        _lastSentAt = now - options.HeartbeatInterval;
    }

    /// <summary>Null only while the acceptor is being asked for it; nothing is received before that.</summary>
    public ISessionHandler? Handler { get; set; }

    public SessionStatistics Statistics => _counters.Snapshot(_sent.PayloadsInFlight, _roundTrip);

    public bool IsSilent(TimeSpan now) => now - _lastHeardAt > _options.Timeout;

    public void Close()
    {
        _closed = true;
        _sent.Clear();
    }

    public bool TrySend(ReadOnlySpan<byte> payload, out Sequence sequence)
    {
        sequence = new Sequence((ushort)_sent.NextNumber);
        if (_closed || !_sent.HasRoom)
            return false;

        TimeSpan now = _time.Now();
        Span<byte> packet = Write(PacketKind.Payload, payload, now);
        if (!_link.Send(packet, _remote))
        {
            _sent.Skip();
            _counters.SendFailures++;
            return false;
        }

        _sent.Add(now, hasPayload: payload.Length > 0);
        _counters.CountSent(packet.Length);
        _lastSentAt = now;
        _acksOwed = 0;
        return true;
    }

    /// <summary>Tells the peer, in several copies because nothing repeats them later.</summary>
    public void SendDisconnect(DisconnectReason reason)
    {
        ReadOnlySpan<byte> body = [ReasonCodes.ToDisconnect(reason)];
        Span<byte> packet = Write(PacketKind.Disconnect, body, _time.Now());
        _sent.Skip();
        for (int copy = 0; copy < DisconnectCopies; copy++)
        {
            if (_link.Send(packet, _remote))
                _counters.CountSent(packet.Length);
        }
    }

    public void Flush(TimeSpan now)
    {
        bool ackIsDue = _acksOwed > 0 && now - _ackOwedSince >= _options.MaxAckDelay;
        if (ackIsDue || now - _lastSentAt >= _options.HeartbeatInterval)
            TrySend(ReadOnlySpan<byte>.Empty, out _);
    }

    public void DetectLosses(TimeSpan now)
    {
        while (!_closed && _sent.TryTakeLost(now, _roundTrip.Timeout, _roundTrip.ReorderGrace, out SentPacket packet))
        {
            if (!packet.HasPayload)
                continue;
            _counters.CountLost();
            Handler!.Lost(packet.Sequence);
        }
    }

    /// <param name="packet">The datagram; opened in place.</param>
    /// <param name="receivedAt">When it arrived, for the round trip time.</param>
    /// <param name="now">
    /// For the timeout: a packet that waited through a long pause of this side still shows that the peer lives.
    /// </param>
    /// <param name="reason">Why the peer has closed, where it has.</param>
    public Reception Receive(Span<byte> packet, TimeSpan receivedAt, TimeSpan now, out DisconnectReason reason)
    {
        reason = DisconnectReason.None;
        if (!PacketHeader.TryRead(packet, out PacketHeader header, out int headerBytes))
            return Reception.Malformed;

        long number = _window.Expand(header.Sequence);
        if (number < 0 || !_seal.TryOpen(packet, headerBytes, (ulong)number, out int bodyBytes))
        {
            _counters.PacketsRejected++;
            return Reception.BadSeal;
        }

        _counters.CountReceived(packet.Length);
        if (!IsNew(number))
            return Reception.Handled;

        _lastHeardAt = now;
        _window.MarkSeen(number);
        ReadOnlySpan<byte> body = packet.Slice(headerBytes, bodyBytes);
        long ack = -1;
        if (bodyBytes > _maxPayloadBytes || (header.HasAck && !_sent.TryExpand(header.Ack, header.AckBits, out ack)))
        {
            _counters.PacketsRejected++;
            return Reception.Handled;
        }

        if (header.Kind == PacketKind.Disconnect)
            return ReceiveDisconnect(body, out reason);

        if (header.HasAck)
            TakeAcks(ack, header.AckBits, header.AckDelayMilliseconds, receivedAt);
        if (!_closed)
            TakeBody(body, number, header.Sequence, receivedAt, now);
        return Reception.Handled;
    }

    private bool IsNew(long number)
    {
        switch (_window.Classify(number))
        {
            case Arrival.Duplicate:
                _counters.PacketsDuplicate++;
                return false;
            case Arrival.Stale:
                _counters.PacketsStale++;
                return false;
            default:
                return true;
        }
    }

    private Reception ReceiveDisconnect(ReadOnlySpan<byte> body, out DisconnectReason reason)
    {
        reason = body.Length == 1 ? ReasonCodes.FromDisconnect(body[0]) : DisconnectReason.None;
        if (reason != DisconnectReason.None)
            return Reception.Closed;
        _counters.PacketsRejected++;
        return Reception.Handled;
    }

    // Oldest first: what depends on deliveries moves forward only.
    private void TakeAcks(long ack, uint ackBits, byte ackDelayMilliseconds, TimeSpan receivedAt)
    {
        for (int bit = AckWindow.Reach - 1; bit >= 0; bit--)
        {
            if ((ackBits >> bit & 1) != 0)
                TakeAck(ack - 1 - bit, PacketHeader.MaxAckDelayMilliseconds, receivedAt);
        }

        TakeAck(ack, ackDelayMilliseconds, receivedAt);
        _sent.MoveAckWindow(ack);
    }

    private void TakeAck(long number, byte ackDelayMilliseconds, TimeSpan receivedAt)
    {
        AckOutcome outcome = _sent.Acknowledge(number, receivedAt, out SentPacket packet);
        if (outcome == AckOutcome.Known)
            return;
        _roundTrip.AddAckTime(receivedAt - packet.SentAt);

        // A delay that reached the field's end says only "or more": no measurement. A packet taken for lost too early
        // is one: without it the timeout of a path slower than the first guess would never learn.
        if (ackDelayMilliseconds != PacketHeader.MaxAckDelayMilliseconds)
            _roundTrip.Add(receivedAt - packet.SentAt, TimeSpan.FromMilliseconds(ackDelayMilliseconds));
        if (outcome == AckOutcome.AfterLoss)
        {
            _counters.AcksAfterLoss += packet.HasPayload ? 1 : 0;
            return;
        }

        if (!packet.HasPayload || _closed)
            return;

        _counters.CountDelivered();
        Handler!.Delivered(packet.Sequence);
    }

    private void TakeBody(ReadOnlySpan<byte> body, long number, Sequence sequence, TimeSpan receivedAt, TimeSpan now)
    {
        if (body.Length == 0)
        {
            _window.Accept(number, receivedAt);
            return;
        }

        if (!Handler!.Receive(body, sequence, receivedAt))
        {
            _counters.PacketsRejected++;
            return;
        }

        _window.Accept(number, receivedAt);
        if (_acksOwed++ == 0)
            _ackOwedSince = receivedAt;
        if (_acksOwed >= MaxAcksOwed)
            TrySend(ReadOnlySpan<byte>.Empty, out _);
    }

    private Span<byte> Write(PacketKind kind, ReadOnlySpan<byte> body, TimeSpan now)
    {
        bool hasAck = _window.TryGetAck(out Sequence ack, out uint ackBits);
        byte ackDelay = hasAck ? ToAckDelay(now - _window.NewestAcceptedAt) : (byte)0;
        long number = _sent.NextNumber;
        var header = new PacketHeader(kind, new Sequence((ushort)number), hasAck, ack, ackDelay, ackBits);

        int headerBytes = header.Write(_sendBuffer);
        body.CopyTo(_sendBuffer.AsSpan(headerBytes));
        Span<byte> packet = _sendBuffer.AsSpan(0, headerBytes + body.Length + _seal.OverheadBytes);
        _seal.Seal(packet, headerBytes, (ulong)number);
        return packet;
    }

    private static byte ToAckDelay(TimeSpan delay)
    {
        long milliseconds = delay.Ticks / TimeSpan.TicksPerMillisecond;
        return (byte)Math.Clamp(milliseconds, 0, PacketHeader.MaxAckDelayMilliseconds);
    }
}
