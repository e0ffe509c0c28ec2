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

    private readonly ILink link;
    private readonly LinkAddress remote;
    private readonly IPacketSeal seal;
    private readonly TransportOptions options;
    private readonly TimeProvider time;
    private readonly byte[] sendBuffer;
    private readonly int maxPayloadBytes;
    private readonly SentPackets sent = new();
    private readonly AckWindow window = new();

    private RoundTripEstimator roundTrip;
    private SessionCounters counters;
    private TimeSpan lastSentAt;
    private TimeSpan lastHeardAt;
    private TimeSpan ackOwedSince;
    private int acksOwed;
    private bool closed;

    public SessionTraffic(
        ILink link,
        LinkAddress remote,
        IPacketSeal seal,
        TransportOptions options,
        TimeProvider time,
        byte[] sendBuffer,
        int maxPayloadBytes)
    {
        this.link = link;
        this.remote = remote;
        this.seal = seal;
        this.options = options;
        this.time = time;
        this.sendBuffer = sendBuffer;
        this.maxPayloadBytes = maxPayloadBytes;
        TimeSpan now = time.Now();
        counters.ConnectedAt = now;
        // The handshake was heard, but not answered by a packet yet: the first Flush sends one, so that the peer soon
        // sees the session from both sides.
        lastHeardAt = now;
        lastSentAt = now - options.HeartbeatInterval;
    }

    /// <summary>Null only while the acceptor is being asked for it; nothing is received before that.</summary>
    public ISessionHandler? Handler { get; set; }

    public SessionStatistics Statistics => counters.Snapshot(sent.PayloadsInFlight, roundTrip);

    public bool IsSilent(TimeSpan now) => now - lastHeardAt > options.Timeout;

    public void Close()
    {
        closed = true;
        sent.Clear();
    }

    public bool TrySend(ReadOnlySpan<byte> payload, out Sequence sequence)
    {
        sequence = new Sequence((ushort)sent.NextNumber);
        if (closed || !sent.HasRoom)
            return false;

        TimeSpan now = time.Now();
        Span<byte> packet = Write(PacketKind.Payload, payload, now);
        if (!link.Send(packet, remote))
        {
            sent.Skip();
            counters.SendFailures++;
            return false;
        }

        sent.Add(now, hasPayload: payload.Length > 0);
        counters.CountSent(packet.Length);
        lastSentAt = now;
        acksOwed = 0;
        return true;
    }

    /// <summary>Tells the peer, in several copies because nothing repeats them later.</summary>
    public void SendDisconnect(DisconnectReason reason)
    {
        ReadOnlySpan<byte> body = [ReasonCodes.ToDisconnect(reason)];
        Span<byte> packet = Write(PacketKind.Disconnect, body, time.Now());
        sent.Skip();
        for (int copy = 0; copy < DisconnectCopies; copy++)
        {
            if (link.Send(packet, remote))
                counters.CountSent(packet.Length);
        }
    }

    public void Flush(TimeSpan now)
    {
        bool ackIsDue = acksOwed > 0 && now - ackOwedSince >= options.MaxAckDelay;
        if (ackIsDue || now - lastSentAt >= options.HeartbeatInterval)
            TrySend(ReadOnlySpan<byte>.Empty, out _);
    }

    public void DetectLosses(TimeSpan now)
    {
        while (!closed && sent.TryTakeLost(now, roundTrip.Timeout, roundTrip.ReorderGrace, out SentPacket packet))
        {
            if (!packet.HasPayload)
                continue;
            counters.CountLost();
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

        long number = window.Expand(header.Sequence);
        if (number < 0 || !seal.TryOpen(packet, headerBytes, (ulong)number, out int bodyBytes))
        {
            counters.PacketsRejected++;
            return Reception.BadSeal;
        }

        counters.CountReceived(packet.Length);
        if (!IsNew(number))
            return Reception.Handled;

        lastHeardAt = now;
        window.MarkSeen(number);
        ReadOnlySpan<byte> body = packet.Slice(headerBytes, bodyBytes);
        long ack = -1;
        if (bodyBytes > maxPayloadBytes || (header.HasAck && !sent.TryExpand(header.Ack, header.AckBits, out ack)))
        {
            counters.PacketsRejected++;
            return Reception.Handled;
        }

        if (header.Kind == PacketKind.Disconnect)
            return ReceiveDisconnect(body, out reason);

        if (header.HasAck)
            TakeAcks(ack, header.AckBits, header.AckDelayMilliseconds, receivedAt);
        if (!closed)
            TakeBody(body, number, header.Sequence, receivedAt, now);
        return Reception.Handled;
    }

    private bool IsNew(long number)
    {
        switch (window.Classify(number))
        {
            case Arrival.Duplicate:
                counters.PacketsDuplicate++;
                return false;
            case Arrival.Stale:
                counters.PacketsStale++;
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
        counters.PacketsRejected++;
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
        sent.MoveAckWindow(ack);
    }

    private void TakeAck(long number, byte ackDelayMilliseconds, TimeSpan receivedAt)
    {
        AckOutcome outcome = sent.Acknowledge(number, receivedAt, out SentPacket packet);
        if (outcome == AckOutcome.Known)
            return;
        roundTrip.AddAckTime(receivedAt - packet.SentAt);

        // A delay that reached the field's end says only "or more": no measurement. A packet taken for lost too early is
        // one: without it the timeout of a path slower than the first guess would never learn.
        if (ackDelayMilliseconds != PacketHeader.MaxAckDelayMilliseconds)
            roundTrip.Add(receivedAt - packet.SentAt, TimeSpan.FromMilliseconds(ackDelayMilliseconds));
        if (outcome == AckOutcome.AfterLoss)
        {
            counters.AcksAfterLoss += packet.HasPayload ? 1 : 0;
            return;
        }

        if (!packet.HasPayload || closed)
            return;

        counters.CountDelivered();
        Handler!.Delivered(packet.Sequence);
    }

    private void TakeBody(ReadOnlySpan<byte> body, long number, Sequence sequence, TimeSpan receivedAt, TimeSpan now)
    {
        if (body.Length == 0)
        {
            window.Accept(number, receivedAt);
            return;
        }

        if (!Handler!.Receive(body, sequence, receivedAt))
        {
            counters.PacketsRejected++;
            return;
        }

        window.Accept(number, receivedAt);
        if (acksOwed++ == 0)
            ackOwedSince = receivedAt;
        if (acksOwed >= MaxAcksOwed)
            TrySend(ReadOnlySpan<byte>.Empty, out _);
    }

    private Span<byte> Write(PacketKind kind, ReadOnlySpan<byte> body, TimeSpan now)
    {
        bool hasAck = window.TryGetAck(out Sequence ack, out uint ackBits);
        byte ackDelay = hasAck ? ToAckDelay(now - window.NewestAcceptedAt) : (byte)0;
        long number = sent.NextNumber;
        var header = new PacketHeader(kind, new Sequence((ushort)number), hasAck, ack, ackDelay, ackBits);

        int headerBytes = header.Write(sendBuffer);
        body.CopyTo(sendBuffer.AsSpan(headerBytes));
        Span<byte> packet = sendBuffer.AsSpan(0, headerBytes + body.Length + seal.OverheadBytes);
        seal.Seal(packet, headerBytes, (ulong)number);
        return packet;
    }

    private static byte ToAckDelay(TimeSpan delay)
    {
        long milliseconds = delay.Ticks / TimeSpan.TicksPerMillisecond;
        return (byte)Math.Clamp(milliseconds, 0, PacketHeader.MaxAckDelayMilliseconds);
    }
}
