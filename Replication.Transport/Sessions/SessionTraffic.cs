using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// The sealed packets of one connected session, both ways: what comes is opened, checked and handed on here, what goes
/// is the <see cref="PacketSender"/>'s, and what becomes of it the <see cref="PacketFates"/>'. Knows nothing of how a
/// session begins; ends when it is told to, from inside a callback too.
/// </summary>
internal sealed class SessionTraffic
{
    private readonly PeerPath _path;
    private readonly IPacketSeal _seal;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly int _maxPayloadBytes;
    private readonly AckWindow _window = new();
    private readonly BytePages _pages;
    private readonly ChannelTable _channels;
    private readonly SessionCounters _counters;
    private readonly PacketFates _fates;
    private readonly PacketSender _sender;
    private readonly MessageTaker _takeMessage;

    // Null where the rate is not limited.
    private readonly CongestionController? _congestion;

    private ReceiveAllowance _allowance;
    private TimeSpan _lastHeardAt;
    private bool _closed;
    private TimeSpan _closedAt;

    /// <param name="link">Carries the packets.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="seal">Seals and opens them.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="time">The clock.</param>
    /// <param name="memory">Shared by the sessions of a server.</param>
    /// <param name="maxPayloadBytes">What both sides take.</param>
    /// <param name="roundTrip">The handshake's, where it was measured; no less than the path's own.</param>
    public SessionTraffic(
        ILink link,
        LinkAddress remote,
        IPacketSeal seal,
        TransportOptions options,
        TimeProvider time,
        SessionMemory memory,
        int maxPayloadBytes,
        TimeSpan? roundTrip = null)
    {
        TimeSpan now = time.Now();
        _path = new PeerPath(link, remote);
        _seal = seal;
        _options = options;
        _time = time;
        _maxPayloadBytes = maxPayloadBytes;
        _pages = memory.Pages;
        _pages.AddShare();
        _channels = new ChannelTable(options.Channels, maxPayloadBytes, _pages);
        _counters = new SessionCounters { ConnectedAt = now };
        _congestion = options.Congestion.IsEnabled
            ? new CongestionController(options.Congestion, now, roundTrip)
            : null;
        _fates = new PacketFates(_channels, _counters, _congestion);
        var writer = new PacketWriter(link, seal, _window, _channels, memory.SendBuffer, maxPayloadBytes);
        var rekeying = new Rekeying(seal, options.RekeyInterval, now);
        _sender = new PacketSender(
            options,
            time,
            maxPayloadBytes,
            _path,
            writer,
            _window,
            _channels,
            _counters,
            _fates,
            rekeying,
            _congestion);
        _takeMessage = TakeMessage;
        _allowance = new ReceiveAllowance(options.MaxPacketsPerReceive, options.MaxBytesPerReceive);
        _lastHeardAt = now;
    }

    /// <summary>Null only while the acceptor is being asked for it; nothing is received before that.</summary>
    public ISessionHandler? Handler
    {
        get => _fates.Handler;
        set => _fates.Handler = value;
    }

    /// <summary>Where the peer is now.</summary>
    public LinkAddress Remote => _path.Remote;

    /// <summary>How often the peer proved that it is somewhere else.</summary>
    public long PathChanges => _path.Changes;

    public SessionStatistics Statistics
    {
        get
        {
            TimeSpan now = _closed ? _closedAt : _time.Now();
            return _counters.Snapshot(_fates.Sent.InFlightCount, _fates.RoundTrip, _channels) with
            {
                KeyChangesSent = _seal.KeyChangesSent,
                KeyChangesReceived = _seal.KeyChangesReceived,
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

    /// <inheritdoc cref="PacketSender.AvailableBytes"/>
    public int AvailableBytes => _sender.AvailableBytes;

    public bool IsSilent(TimeSpan now) => now - _lastHeardAt > _options.Timeout;

    public void Close()
    {
        if (_closed)
            return;
        _closed = true;
        _closedAt = _time.Now();
        _sender.Close();
        _fates.Close();
        _channels.Abandon();
        _pages.RemoveShare();
        _seal.Forget();
    }

    /// <inheritdoc cref="PacketSender.TrySend"/>
    public bool TrySend(ReadOnlySpan<byte> payload, out Sequence sequence) => _sender.TrySend(payload, out sequence);

    public SendResult TrySend(byte channel, ReadOnlySpan<byte> message) => _channels.TrySend(channel, message);

    /// <inheritdoc cref="PacketSender.SendDisconnect"/>
    public void SendDisconnect(DisconnectReason reason) => _sender.SendDisconnect(reason);

    /// <inheritdoc cref="PacketSender.Flush"/>
    public void Flush(TimeSpan now) => _sender.Flush(now);

    public void DetectLosses(TimeSpan now) => _fates.DetectLosses(now);

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
        if (number < 0 || !_seal.TryOpen(packet, headerBytes, (ulong)number, header.HasOddKey, out int bodyBytes))
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
        if (!_fates.TryReadAcks(header, ref body, out long ack, out AckRanges ranges) || body.Length > _maxPayloadBytes)
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
            _fates.TakeAcks(ack, header.AckBits, ranges, header.AckDelayMilliseconds, receivedAt, now);
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
            _sender.SendPathResponse(body);
        else if (!isWhole || !_path.TryTurn(from, BinaryPrimitives.ReadUInt64LittleEndian(body)))
            _counters.PacketsRejected++;
        return Reception.Handled;
    }

    private void ChallengePath(TimeSpan now)
    {
        Span<byte> body = stackalloc byte[PeerPath.ChallengeBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(body, _path.ChallengeCandidate(_options.SaltSource, now));
        _sender.SendPathChallenge(body);
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
        _sender.OweAck(receivedAt);
        return Reception.Handled;
    }

    private bool TakeMessage(byte channel, ReadOnlySpan<byte> message) =>
        !_closed && Handler!.ReceiveMessage(channel, message) && !_closed;
}
