using System.Buffers.Binary;
using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// The sealed packets of one connected session, both ways: numbers, acks, loss, round trip time, channels and the
/// counts. Knows nothing of how a session begins; ends when it is told to, from inside a callback too.
/// </summary>
internal sealed class SessionTraffic
{
    // The acks of so many packets are sent at once, even within one Receive: after a pause of this side more may wait
    // than the ack bits and seven ranges can name where some are missing, and the first of them would count as lost.
    private const int MaxAcksOwed = 64;
    private const int DisconnectCopies = 3;

    private static readonly TimeSpan MaxMessageWait = TimeSpan.FromMilliseconds(200);

    private readonly PeerPath _path;
    private readonly IPacketSeal _seal;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly int _maxPayloadBytes;
    private readonly SentPackets _sent = new();
    private readonly AckWindow _window = new();
    private readonly BytePages _pages;
    private readonly ChannelTable _channels;
    private readonly PacketWriter _writer;
    private readonly MessageTaker _takeMessage;

    // Null where the rate is not limited.
    private readonly CongestionController? _congestion;

    private RoundTripEstimator _roundTrip;
    private SessionCounters _counters;
    private ReceiveAllowance _allowance;
    private Outage _outage;
    private TimeSpan _lastAckAt;
    private TimeSpan _lastSentAt;
    private TimeSpan _lastMessagesAt;
    private TimeSpan _lastHeardAt;
    private TimeSpan _ackOwedSince;
    private int _acksOwed;
    private bool _closed;
    private TimeSpan _closedAt;

    public SessionTraffic(
        ILink link,
        LinkAddress remote,
        IPacketSeal seal,
        TransportOptions options,
        TimeProvider time,
        SessionMemory memory,
        int maxPayloadBytes)
    {
        _path = new PeerPath(link, remote);
        _seal = seal;
        _options = options;
        _time = time;
        _maxPayloadBytes = maxPayloadBytes;
        _pages = memory.Pages;
        _pages.AddShare();
        _channels = new ChannelTable(options.Channels, maxPayloadBytes, _pages);
        _writer = new PacketWriter(link, seal, _window, _channels, memory.SendBuffer, maxPayloadBytes);
        _takeMessage = TakeMessage;
        _allowance = new ReceiveAllowance(options.MaxPacketsPerReceive, options.MaxBytesPerReceive);
        TimeSpan now = time.Now();
        _congestion = options.Congestion.IsEnabled ? new CongestionController(options.Congestion, now) : null;
        _counters.ConnectedAt = now;
        // The handshake was heard, but not answered by a packet yet: the first Flush sends one, so that the peer soon
        // sees the session from both sides.
        _lastHeardAt = now;
        _lastSentAt = now - options.HeartbeatInterval;
    }

    /// <summary>Null only while the acceptor is being asked for it; nothing is received before that.</summary>
    public ISessionHandler? Handler { get; set; }

    /// <summary>Where the peer is now.</summary>
    public LinkAddress Remote => _path.Remote;

    /// <summary>How often the peer proved that it is somewhere else.</summary>
    public long PathChanges => _path.Changes;

    public SessionStatistics Statistics
    {
        get
        {
            TimeSpan now = _closed ? _closedAt : _time.Now();
            return _counters.Snapshot(_sent.InFlightCount, _roundTrip, _channels) with
            {
                AvailableBytes = _closed ? 0 : AvailableBytes,
                BytesPerSecond = (long)(_congestion?.Rate ?? 0),
                QueueDelay = TimeSpan.FromSeconds(_congestion?.QueueSeconds ?? 0),
                Uptime = now - _counters.ConnectedAt,
            };
        }
    }

    /// <summary>What the peer did where <see cref="Receive"/> said that it misbehaved.</summary>
    public ChannelViolation Violation { get; private set; }

    public ChannelStatistics StatisticsOf(byte channel) =>
        channel < _channels.Count ? _channels.StatisticsOf(channel) : default;

    /// <summary>What payloads may take now: all but what messages wait for, of which half is kept for them.</summary>
    public int AvailableBytes
    {
        get
        {
            if (_congestion is null)
                return int.MaxValue;
            int available = _congestion.Available(_time.Now(), _maxPayloadBytes);
            return available - Math.Min(available / 2, _channels.DueBytes);
        }
    }

    public bool IsSilent(TimeSpan now) => now - _lastHeardAt > _options.Timeout;

    public void Close()
    {
        if (_closed)
            return;
        _closed = true;
        _closedAt = _time.Now();
        _channels.Abandon();
        _pages.RemoveShare();
        _sent.Clear();
        _seal.Forget();
    }

    /// <summary>Sends a payload, and with it what is due of the channels and has room.</summary>
    public bool TrySend(ReadOnlySpan<byte> payload, out Sequence sequence)
    {
        sequence = new Sequence((ushort)_sent.NextNumber);
        return !_closed
            && _sent.HasRoom
            && TrySendPayload(payload, _time.Now());
    }

    public SendResult TrySend(byte channel, ReadOnlySpan<byte> message) => _channels.TrySend(channel, message);

    /// <summary>Tells the peer, in several copies because nothing repeats them later.</summary>
    public void SendDisconnect(DisconnectReason reason)
    {
        Span<byte> packet = WriteUnacked(PacketKind.Disconnect, [ReasonCodes.ToDisconnect(reason)]);
        for (int copy = 0; copy < DisconnectCopies; copy++)
            SendUnacked(packet);
    }

    public void Flush(TimeSpan now)
    {
        SendMessages(now);
        bool ackIsDue = _acksOwed > 0 && now - _ackOwedSince >= _options.MaxAckDelay;
        if (ackIsDue || now - _lastSentAt >= _options.HeartbeatInterval)
            TrySend(ReadOnlySpan<byte>.Empty, out _);
    }

    public void DetectLosses(TimeSpan now)
    {
        TimeSpan timeout = _roundTrip.Timeout;
        while (!_closed && _sent.TryTakeLost(now, timeout, _roundTrip.ReorderGrace, out SentPacket packet))
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

    /// <summary>Lets the peer bring as much again as in one Receive.</summary>
    public void RenewAllowance() => _allowance.Renew();

    /// <param name="packet">The datagram; opened in place.</param>
    /// <param name="from">Its sender; the packet is the peer's all the same when it opens.</param>
    /// <param name="receivedAt">When it arrived, for the round trip time.</param>
    /// <param name="now">
    /// For the timeout: a packet that waited through a long pause of this side still shows that the peer lives.
    /// </param>
    /// <param name="reason">Why the peer has closed, where it has.</param>
    public Reception Receive(
        Span<byte> packet, LinkAddress from, TimeSpan receivedAt, TimeSpan now, out DisconnectReason reason)
    {
        reason = DisconnectReason.None;
        if (!PacketHeader.TryRead(packet, out PacketHeader header, out int headerBytes))
            return Reception.Malformed;
        // A farewell is heard all the same.
        if (_allowance.IsUsedUp && header.Kind == PacketKind.Payload)
        {
            _counters.PacketsOverLimit++;
            return Reception.Handled;
        }

        // What was seen before is not worth opening; the window moves only for what opened.
        long number = _window.Expand(header.Sequence);
        if (number >= 0 && !IsNew(number))
            return Reception.Handled;
        if (number < 0 || !_seal.TryOpen(packet, headerBytes, (ulong)number, out int bodyBytes))
        {
            _counters.PacketsRejected++;
            return Reception.BadSeal;
        }

        _counters.CountReceived(packet.Length);
        _allowance.Take(packet.Length);
        _lastHeardAt = now;
        bool isElsewhere = from != _path.Remote && _window.IsNewest(number);
        _window.MarkSeen(number);
        ReadOnlySpan<byte> body = packet.Slice(headerBytes, bodyBytes);
        if (!TryReadAcks(header, ref body, out long ack, out AckRanges ranges) || body.Length > _maxPayloadBytes)
        {
            _counters.PacketsRejected++;
            return Reception.Handled;
        }

        if (isElsewhere && _path.HearElsewhere(from, packet.Length, now) && header.Kind == PacketKind.Payload)
            ChallengePath(now);
        if (header.Kind == PacketKind.Disconnect)
            return ReceiveDisconnect(body, out reason);
        if (header.Kind != PacketKind.Payload)
            return ReceivePathPacket(header.Kind, body, from);

        if (header.HasAck)
            TakeAcks(ack, header.AckBits, ranges, header.AckDelayMilliseconds, receivedAt, now);
        return _closed ? Reception.Handled : TakeBody(body, header, number, receivedAt, now);
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

    private Reception ReceivePathPacket(PacketKind kind, ReadOnlySpan<byte> body, LinkAddress from)
    {
        bool isWhole = body.Length == PeerPath.ChallengeBytes;
        if (isWhole && kind == PacketKind.PathChallenge)
            SendUnacked(WriteUnacked(PacketKind.PathResponse, body));
        else if (!isWhole || !_path.TryTurn(from, BinaryPrimitives.ReadUInt64LittleEndian(body)))
            _counters.PacketsRejected++;
        return Reception.Handled;
    }

    private void ChallengePath(TimeSpan now)
    {
        Span<byte> body = stackalloc byte[PeerPath.ChallengeBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(body, _path.ChallengeCandidate(_options.SaltSource, now));
        Span<byte> packet = WriteUnacked(PacketKind.PathChallenge, body);
        if (_path.SendToCandidate(packet))
            _counters.CountSent(packet.Length);
    }

    // A packet that nobody waits for the ack of: its number is used up.
    private Span<byte> WriteUnacked(PacketKind kind, ReadOnlySpan<byte> body)
    {
        Span<byte> packet = _writer.Write(
            kind, body, MessageShare.None, needsMessages: false, _sent.NextNumber, _time.Now(), out _);
        _sent.Skip();
        return packet;
    }

    private void SendUnacked(ReadOnlySpan<byte> packet)
    {
        if (_path.Send(packet))
            _counters.CountSent(packet.Length);
    }

    private bool TryReadAcks(
        in PacketHeader header, ref ReadOnlySpan<byte> body, out long ack, out AckRanges ranges)
    {
        ack = -1;
        ranges = default;
        if (header.HasRanges && !AckRanges.TryRead(body, out ranges))
            return false;
        body = body[ranges.Bytes..];
        return !header.HasAck || _sent.TryExpand(header.Ack, header.AckBits, ranges.Reach, out ack);
    }

    // Oldest first: what depends on deliveries moves forward only.
    private void TakeAcks(
        long ack, uint ackBits, AckRanges ranges, byte ackDelayMilliseconds, TimeSpan receivedAt, TimeSpan now)
    {
        for (int index = ranges.Count - 1; index >= 0; index--)
        {
            (int first, int count) = ranges.Run(index);
            for (int step = first + count - 1; step >= first; step--)
                TakeAck(ack - AckWindow.BitCount - 1 - step, PacketHeader.MaxAckDelayMilliseconds, receivedAt);
        }

        for (uint newBits = _sent.TakeNewBits(ack, ackBits); newBits != 0;)
        {
            int bit = BitOperations.Log2(newBits);
            newBits &= ~(1u << bit);
            TakeAck(ack - 1 - bit, PacketHeader.MaxAckDelayMilliseconds, receivedAt);
        }

        TakeAck(ack, ackDelayMilliseconds, receivedAt);
        _sent.MoveAckWindow(ack);
        _congestion?.Judge(ack, _roundTrip.Smoothed, now);
    }

    private void TakeAck(long number, byte ackDelayMilliseconds, TimeSpan receivedAt)
    {
        AckOutcome outcome = _sent.Acknowledge(number, receivedAt, out SentPacket packet);
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

    private Reception TakeBody(
        ReadOnlySpan<byte> body, in PacketHeader header, long number, TimeSpan receivedAt, TimeSpan now)
    {
        if (body.Length == 0 && !header.HasMessages)
        {
            _window.Accept(number, receivedAt);
            return Reception.Handled;
        }

        if (header.HasMessages)
        {
            ChannelViolation violation = _channels.Receive(body, _takeMessage, out int sectionBytes);
            // A handler that has ended the session has said why.
            if (_closed)
                return Reception.Handled;
            if (violation != ChannelViolation.None)
            {
                _counters.PacketsRejected++;
                Violation = violation;
                return Reception.Misbehaved;
            }

            body = body[sectionBytes..];
        }

        if (body.Length > 0 && !Handler!.Receive(body, header.Sequence, receivedAt))
        {
            _counters.PacketsRejected++;
            return Reception.Handled;
        }

        _window.Accept(number, receivedAt);
        if (_acksOwed++ == 0)
            _ackOwedSince = receivedAt;
        if (_acksOwed >= MaxAcksOwed)
            TrySend(ReadOnlySpan<byte>.Empty, out _);
        return Reception.Handled;
    }

    private bool TakeMessage(byte channel, ReadOnlySpan<byte> message) =>
        !_closed && Handler!.ReceiveMessage(channel, message) && !_closed;

    // What no payload has carried. While the peer is out of reach, what is sent again goes as a probe now and then.
    private void SendMessages(TimeSpan now)
    {
        int leftBytes = _options.MaxMessageBytesPerFlush;
        while (leftBytes > 0 && !_closed && _sent.HasRoom && _channels.IsDue && MaySendMessages(now))
        {
            bool mayRepeat = !_outage.IsActive || _outage.TryProbe(now);
            if (!mayRepeat && !_channels.IsDatagramDue)
                return;
            MessageShare share = mayRepeat ? MessageShare.All : MessageShare.Datagrams;
            if (!TrySendPacket(ReadOnlySpan<byte>.Empty, share, needsMessages: true, now, out int packetBytes))
                return;
            _lastMessagesAt = now;
            leftBytes -= packetBytes;
        }
    }

    // Where payloads take more than there is, messages still get a packet now and then.
    private bool MaySendMessages(TimeSpan now) =>
        _congestion is null
        || _congestion.Available(now, _maxPayloadBytes) > 0
        || now - _lastMessagesAt >= MaxMessageWait;

    private bool TrySendPayload(ReadOnlySpan<byte> payload, TimeSpan now)
    {
        bool hasRoom = _congestion is null || _congestion.Available(now, _maxPayloadBytes) > payload.Length;
        MessageShare share = hasRoom ? MessageShare.All : MessageShare.None;
        return TrySendPacket(payload, share, needsMessages: false, now, out _);
    }

    private bool TrySendPacket(
        ReadOnlySpan<byte> payload, MessageShare share, bool needsMessages, TimeSpan now, out int packetBytes)
    {
        long number = _sent.NextNumber;
        Span<byte> packet = _writer.Write(
            PacketKind.Payload, payload, share, needsMessages, number, now, out bool hasMessages);
        packetBytes = packet.Length;
        if (packetBytes == 0)
            return false;
        if (!_path.Send(packet))
        {
            _sent.Skip();
            _counters.SendFailures++;
            if (hasMessages)
                _channels.Lost(new Sequence((ushort)number));
            return false;
        }

        ushort burst = _congestion?.NoteSent(number, packetBytes, now) ?? 0;
        _sent.Add(now, payload.Length > 0, hasMessages, packetBytes, burst);
        _counters.CountSent(packetBytes);
        _window.NoteAckSent();
        _lastSentAt = now;
        _acksOwed = 0;
        return true;
    }
}
