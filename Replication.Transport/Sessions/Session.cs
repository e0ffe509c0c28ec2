namespace Replication.Transport;

/// <summary>
/// One peer: payloads out with a number each, payloads in, and for every payload out the word whether it arrived; and
/// channels of messages, which ride with the payloads. No payload is sent again; what was lost is reported, and the
/// caller decides what of it still matters. What was lost of reliable channels goes again by itself.
/// Belongs to the thread of its server or client. Sending and receiving allocate nothing, but for channels whose
/// messages take more than ever on this server or client: beyond 32 KiB for each of its sessions.
/// </summary>
public sealed class Session
{
    private readonly LinkAddress _firstRemote;
    private SessionTraffic? _traffic;

    internal Session(LinkAddress remote)
    {
        _firstRemote = remote;
    }

    /// <summary>Where the session stands.</summary>
    public SessionState State { get; internal set; }

    /// <summary>Why it ended; <see cref="DisconnectReason.None"/> before that.</summary>
    public DisconnectReason Reason { get; private set; }

    /// <summary>
    /// The peer's address. Of a sealed session's client it may change while the session lives: when it has proved that
    /// it is somewhere else now.
    /// </summary>
    public LinkAddress Remote => _traffic?.Remote ?? _firstRemote;

    /// <summary>Server: who the client is, as its connect token says. 0 where the session is not sealed.</summary>
    public ulong ClientId { get; internal init; }

    /// <summary>
    /// Server: what the backend says about the client in its connect token, 256 bytes with zeros behind what was given.
    /// Empty where the session is not sealed.
    /// </summary>
    public ReadOnlyMemory<byte> UserData { get; internal init; }

    /// <summary>How often the peer's address has changed.</summary>
    public long PathChanges => _traffic?.PathChanges ?? 0;

    /// <summary>
    /// The largest payload, in bytes: the smaller of both sides' options. 0 before the session is connected.
    /// </summary>
    public int MaxPayloadBytes { get; private set; }

    /// <summary>
    /// The server's number of the session, the same on both sides: 1 and up, unique while the server lives. 0 before.
    /// </summary>
    public ulong Id { get; private set; }

    /// <summary>
    /// Server: the schema hash that the client named, which is another than the server's only where
    /// <see cref="TransportOptions.AllowOtherSchema"/> lets it be. Client: 0, nobody told it.
    /// </summary>
    public ulong PeerSchemaHash { get; internal init; }

    /// <summary>
    /// What was carried so far; stays readable after the end. All zero before the session is connected.
    /// </summary>
    public SessionStatistics Statistics => _traffic?.Statistics ?? default;

    /// <summary>
    /// How many bytes of payloads may be sent now without making a queue on the path: the congestion control's word,
    /// less what messages wait for, of which at most half is kept for them. Ask once a tick and send no more than that.
    /// 0 also where it is too little to be worth a packet; then it grows until the next tick.
    /// <see cref="int.MaxValue"/> where <see cref="TransportOptions.Congestion"/> is off; 0 before the session is
    /// connected and after its end. <see cref="TrySend(ReadOnlySpan{byte}, out Sequence)"/> sends beyond it all the
    /// same, and messages wait then. Allocates nothing.
    /// </summary>
    public int AvailableBytes => State == SessionState.Connected ? _traffic!.AvailableBytes : 0;
    /// <summary>
    /// What the peer did to its channels, where that ended the session as <see cref="DisconnectReason.Misbehaved"/>.
    /// </summary>
    public ChannelViolation Violation => _traffic?.Violation ?? ChannelViolation.None;

    /// <summary>The client's random number, which tells its sessions from the same address apart.</summary>
    internal ulong ClientSalt { get; init; }

    /// <summary>
    /// Sends one payload, and with it messages that wait and find room beside it. Allocates nothing.
    /// </summary>
    /// <param name="payload">
    /// At most <see cref="MaxPayloadBytes"/>. An empty one is a heartbeat: acked, and no callback tells of it.
    /// </param>
    /// <param name="sequence">The packet's number, which the handler's Delivered or Lost will name.</param>
    /// <returns>
    /// False: nothing was sent, because the session is not connected, 1,024 packets are in flight, or the link refused.
    /// </returns>
    /// <exception cref="ArgumentException">The payload is larger than <see cref="MaxPayloadBytes"/>.</exception>
    public bool TrySend(ReadOnlySpan<byte> payload, out Sequence sequence)
    {
        sequence = default;
        if (State != SessionState.Connected)
            return false;
        if (payload.Length > MaxPayloadBytes)
            Throw.PayloadTooLarge(payload.Length, MaxPayloadBytes);
        return _traffic!.TrySend(payload, out sequence);
    }

    /// <summary>
    /// Queues one message of a channel. It travels with the next payload that leaves room for it, at the latest with
    /// Flush. Copies it. A bulk channel compresses it here and now.
    /// </summary>
    /// <param name="channel">Its position in <see cref="TransportOptions.Channels"/>.</param>
    /// <param name="message">Up to the channel's <see cref="ChannelOptions.MaxMessageBytes"/>; may be empty.</param>
    /// <returns>Whether it was queued, or why not. Never throws.</returns>
    public SendResult TrySend(byte channel, ReadOnlySpan<byte> message) =>
        State == SessionState.Connected ? _traffic!.TrySend(channel, message) : SendResult.NotConnected;

    /// <summary>What one channel has carried so far; stays readable after the end. Allocates nothing.</summary>
    /// <param name="channel">Its position in <see cref="TransportOptions.Channels"/>.</param>
    /// <returns>The counts; all zero before the session is connected, and for a channel that there is none.</returns>
    public ChannelStatistics GetChannelStatistics(byte channel) => _traffic?.StatisticsOf(channel) ?? default;

    /// <summary>
    /// Ends the session as <see cref="DisconnectReason.Closed"/> and tells the peer; does nothing on an ended one.
    /// </summary>
    public void Disconnect() => Disconnect(DisconnectReason.Closed);

    /// <summary>
    /// Ends the session and tells the peer, which sees <see cref="DisconnectReason.ClosedByPeer"/>,
    /// <see cref="DisconnectReason.RejectedByPeer"/> or <see cref="DisconnectReason.SchemaMismatch"/>. Does nothing on
    /// an ended session.
    /// </summary>
    /// <param name="reason">
    /// <see cref="DisconnectReason.Closed"/>, <see cref="DisconnectReason.Misbehaved"/> or
    /// <see cref="DisconnectReason.SchemaMismatch"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">Another reason.</exception>
    public void Disconnect(DisconnectReason reason)
    {
        bool isOurs = reason is DisconnectReason.Closed or DisconnectReason.Misbehaved
            or DisconnectReason.SchemaMismatch;
        if (!isOurs)
            Throw.NotADisconnectReason(reason);
        EndAndTell(reason);
    }

    internal void Begin(SessionTraffic connectedTraffic, ulong id, int maxPayloadBytes)
    {
        _traffic = connectedTraffic;
        Id = id;
        MaxPayloadBytes = maxPayloadBytes;
        State = SessionState.Connected;
    }

    internal void SetHandler(ISessionHandler handler) => _traffic!.Handler = handler;

    /// <summary>Ends the session without a word to the peer: it said so itself, or is gone.</summary>
    internal void End(DisconnectReason reason)
    {
        if (State == SessionState.Disconnected)
            return;
        State = SessionState.Disconnected;
        Reason = reason;
        _traffic?.Close();
    }

    internal Reception Receive(Span<byte> packet, LinkAddress from, TimeSpan receivedAt, TimeSpan now)
    {
        Reception reception = _traffic!.Receive(packet, from, receivedAt, now, out DisconnectReason reason);
        if (reception == Reception.Closed)
            End(reason);
        else if (reception == Reception.Misbehaved)
            EndAndTell(DisconnectReason.Misbehaved);
        return reception;
    }

    /// <summary>Loss detection, then the timeout; the end of one Receive.</summary>
    internal void Update(TimeSpan now)
    {
        if (State != SessionState.Connected)
            return;
        _traffic!.RenewAllowance();
        _traffic.DetectLosses(now);
        if (_traffic.IsSilent(now))
            EndAndTell(DisconnectReason.Timeout);
    }

    internal void Flush(TimeSpan now)
    {
        if (State == SessionState.Connected)
            _traffic!.Flush(now);
    }

    // The peer is told of a timeout too: where only one direction is dead, it need not wait for its own.
    private void EndAndTell(DisconnectReason reason)
    {
        if (State == SessionState.Connected)
            _traffic!.SendDisconnect(reason);
        End(reason);
    }
}
