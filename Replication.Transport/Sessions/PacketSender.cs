namespace Replication.Transport;

/// <summary>
/// Sends a session's packets: payloads at once, messages with them or when they are due, acks and heartbeats where
/// nothing else goes.
/// </summary>
internal sealed class PacketSender
{
    // The acks of so many packets are sent at once, even within one Receive: after a pause of this side more may wait
    // than the ack bits and seven ranges can name where some are missing, and the first of them would count as lost.
    private const int MaxAcksOwed = 64;
    private const int DisconnectCopies = 3;

    private static readonly TimeSpan MaxMessageWait = TimeSpan.FromMilliseconds(200);

    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly int _maxPayloadBytes;
    private readonly PeerPath _path;
    private readonly PacketWriter _writer;
    private readonly AckWindow _window;
    private readonly ChannelTable _channels;
    private readonly SessionCounters _counters;
    private readonly PacketFates _fates;
    private readonly Rekeying _rekeying;

    // Null where the rate is not limited.
    private readonly CongestionController? _congestion;

    private TimeSpan _lastSentAt;
    private TimeSpan _lastMessagesAt;
    private TimeSpan _ackOwedSince;
    private int _acksOwed;
    private bool _closed;

    public PacketSender(
        TransportOptions options,
        TimeProvider time,
        int maxPayloadBytes,
        PeerPath path,
        PacketWriter writer,
        AckWindow window,
        ChannelTable channels,
        SessionCounters counters,
        PacketFates fates,
        Rekeying rekeying,
        CongestionController? congestion)
    {
        _options = options;
        _time = time;
        _maxPayloadBytes = maxPayloadBytes;
        _path = path;
        _writer = writer;
        _window = window;
        _channels = channels;
        _counters = counters;
        _fates = fates;
        _rekeying = rekeying;
        _congestion = congestion;
        // The handshake was heard, but not answered by a packet yet: the first Flush sends one, so that the peer soon
        // sees the session from both sides.
        _lastSentAt = counters.ConnectedAt - options.HeartbeatInterval;
    }

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

    /// <summary>Sends nothing any more.</summary>
    public void Close() => _closed = true;

    /// <summary>Sends a payload, and with it what is due of the channels and has room.</summary>
    public bool TrySend(ReadOnlySpan<byte> payload, out Sequence sequence)
    {
        sequence = new Sequence((ushort)_fates.Sent.NextNumber);
        return !_closed
            && _fates.Sent.HasRoom
            && TrySendPayload(payload, _time.Now());
    }

    /// <summary>Sends what no payload has carried.</summary>
    public void Flush(TimeSpan now)
    {
        _rekeying.Update(_fates.Sent, now);
        SendMessages(now);
        bool ackIsDue = _acksOwed > 0 && now - _ackOwedSince >= _options.MaxAckDelay;
        if (ackIsDue || now - _lastSentAt >= _options.HeartbeatInterval)
            TrySend(ReadOnlySpan<byte>.Empty, out _);
    }

    /// <summary>Notes that the peer waits for the ack of a packet.</summary>
    public void OweAck(TimeSpan receivedAt)
    {
        if (_acksOwed++ == 0)
            _ackOwedSince = receivedAt;
        if (_acksOwed >= MaxAcksOwed)
            TrySend(ReadOnlySpan<byte>.Empty, out _);
    }

    /// <summary>Tells the peer, in several copies because nothing repeats them later.</summary>
    public void SendDisconnect(DisconnectReason reason)
    {
        Span<byte> packet = WriteUnacked(PacketKind.Disconnect, [ReasonCodes.ToDisconnect(reason)]);
        for (int copy = 0; copy < DisconnectCopies; copy++)
            SendUnacked(packet);
    }

    /// <summary>Answers a challenge, to where the peer was proven to be.</summary>
    public void SendPathResponse(ReadOnlySpan<byte> body) =>
        SendUnacked(WriteUnacked(PacketKind.PathResponse, body));

    /// <summary>Asks a candidate whether it is the peer.</summary>
    public void SendPathChallenge(ReadOnlySpan<byte> body)
    {
        Span<byte> packet = WriteUnacked(PacketKind.PathChallenge, body);
        if (_path.SendToCandidate(packet))
            _counters.CountSent(packet.Length);
    }

    // A packet that nobody waits for the ack of: its number is used up.
    private Span<byte> WriteUnacked(PacketKind kind, ReadOnlySpan<byte> body)
    {
        Span<byte> packet = _writer.Write(
            kind, body, MessageShare.None, needsMessages: false, _fates.Sent.NextNumber, _time.Now(), out _);
        _fates.Sent.Skip();
        return packet;
    }

    private void SendUnacked(ReadOnlySpan<byte> packet)
    {
        if (_path.Send(packet))
            _counters.CountSent(packet.Length);
    }

    private void SendMessages(TimeSpan now)
    {
        int leftBytes = _options.MaxMessageBytesPerFlush;
        while (leftBytes > 0 && !_closed && _fates.Sent.HasRoom && _channels.IsDue && MaySendMessages(now))
        {
            bool mayRepeat = _fates.MayRepeat(now);
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
        long number = _fates.Sent.NextNumber;
        Span<byte> packet = _writer.Write(
            PacketKind.Payload, payload, share, needsMessages, number, now, out bool hasMessages);
        packetBytes = packet.Length;
        if (packetBytes == 0)
            return false;
        if (!_path.Send(packet))
        {
            _fates.Sent.Skip();
            _counters.SendFailures++;
            if (hasMessages)
                _channels.Lost(new Sequence((ushort)number));
            return false;
        }

        ushort burst = _congestion?.NoteSent(number, packetBytes, now) ?? 0;
        _fates.Sent.Add(now, payload.Length > 0, hasMessages, packetBytes, burst);
        _counters.CountSent(packetBytes);
        _window.NoteAckSent();
        _lastSentAt = now;
        _acksOwed = 0;
        return true;
    }
}
