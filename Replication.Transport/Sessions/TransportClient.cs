namespace Replication.Transport;

/// <summary>
/// One session with one server. The caller's loop calls <see cref="Receive"/> at the start of a tick and
/// <see cref="Flush"/> at its end; nothing happens in between and there is no thread of its own. Used by one thread.
/// Allocates when it connects, and nothing while the session runs.
/// </summary>
public sealed class TransportClient : IDisposable
{
    private readonly ILink _link;
    private readonly NetcodeClientLink? _netcode;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ISessionHandler _handler;
    private readonly TransportCounters _counters = new();
    private readonly byte[] _receiveBuffer = new byte[ushort.MaxValue];
    private readonly SessionMemory _memory;

    private ConnectToken? _token;
    private LinkAddress[] _servers;

    // Null before the first Connect, and while netcode has no slot yet.
    private ClientHandshake? _handshake;
    private bool _receiving;
    private bool _disposed;

    /// <summary>
    /// Takes a link into service, for sessions that are not sealed; sends nothing before <see cref="Connect()"/>.
    /// </summary>
    /// <param name="link">Carries the datagrams; disposed with the client.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="time">The clock of every instant.</param>
    /// <param name="handler">Receives what the server sends.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">
    /// The server is not on a loopback address, the link does not encrypt, and
    /// <see cref="TransportOptions.Security"/> does not say that this is fine; or the link's datagrams are too small
    /// for a session.
    /// </exception>
    public TransportClient(
        ILink link, LinkAddress server, TransportOptions options, TimeProvider time, ISessionHandler handler)
        : this(link, [server], null, options, time, handler)
    {
        if (!link.IsEncrypted && options.Security.Seals(server, hasKey: false))
            Throw.TokenNeeded(server);
    }

    /// <summary>
    /// Takes a link into service, for a sealed session; sends nothing before <see cref="Connect()"/>.
    /// </summary>
    /// <param name="link">Carries the datagrams; disposed with the client.</param>
    /// <param name="token">What the backend gave: who the client is, and which servers to try in which order.</param>
    /// <param name="options">
    /// Limits and times. <see cref="TransportOptions.ProtocolId"/> is the token's;
    /// <see cref="TransportOptions.ConnectTimeout"/> is shared by its servers.
    /// </param>
    /// <param name="time">The clock of every instant.</param>
    /// <param name="handler">Receives what the server sends.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The link's datagrams are too small for a session.</exception>
    public TransportClient(
        ILink link, ConnectToken token, TransportOptions options, TimeProvider time, ISessionHandler handler)
        : this(link, ServersOf(token), token, options with { ProtocolId = token.ProtocolId }, time, handler)
    {
    }

    private TransportClient(
        ILink link,
        LinkAddress[] servers,
        ConnectToken? token,
        TransportOptions options,
        TimeProvider time,
        ISessionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(handler);
        options.Validate();
        _servers = servers;
        _token = token is not null && options.Security.Seals(servers[0], hasKey: true) ? token : null;
        if (_token is not null && options.SealedProtocol == SealedProtocol.Netcode)
            _netcode = new NetcodeClientLink(link, time, options.Ciphers ?? AeadSources.Best);
        _link = _netcode ?? link;
        _options = options.Within(_link, isSealed: _token is not null && _netcode is null);
        _time = time;
        _handler = handler;
        _memory = new SessionMemory(_options.MaxDatagramBytes);
        Session = new Session(servers[0]);
    }

    /// <summary>The session that <see cref="Connect()"/> began last; before that one that is disconnected.</summary>
    public Session Session { get; private set; }

    /// <summary>
    /// The largest payload of its sessions in bytes: <see cref="TransportOptions.MaxPayloadBytes"/>, or what the link
    /// carries where that is less. With a server that has less they have less (<see cref="Session.MaxPayloadBytes"/>).
    /// </summary>
    public int MaxPayloadBytes => _options.MaxPayloadBytes;

    /// <summary>What came, and what was dropped for which reason, over all sessions.</summary>
    public TransportStatistics Statistics => _counters.Snapshot(_netcode?.Counters);

    /// <summary>
    /// Begins a new session and sends the first request. Its state says what becomes of it; an ended one may be
    /// followed by another.
    /// </summary>
    /// <remarks>A token that gave a session gives no other one: <see cref="Connect(ConnectToken)"/>.</remarks>
    /// <exception cref="InvalidOperationException">The session has not ended.</exception>
    public void Connect()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Session.State != SessionState.Disconnected)
            Throw.AlreadyConnecting(Session.State);
        _handshake = null;
        if (_netcode is null)
            Ask(_servers);
        else
            AskForSlot(_netcode);
        _link.Flush();
    }

    /// <summary>Begins a new sealed session with another token of the same protocol.</summary>
    /// <param name="token">A token that was not used yet.</param>
    /// <exception cref="InvalidOperationException">The session has not ended.</exception>
    /// <exception cref="ArgumentException">The client was made without a token, or for another protocol.</exception>
    public void Connect(ConnectToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (_token is null || token.ProtocolId != _options.ProtocolId)
            Throw.TokenOfAnotherKind();
        if (Session.State != SessionState.Disconnected)
            Throw.AlreadyConnecting(Session.State);
        _token = token;
        _servers = ServersOf(token);
        Connect();
    }

    /// <summary>
    /// Takes every datagram that is there, then detects losses and timeouts. The handler is called from inside it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside the handler.</exception>
    public void Receive()
    {
        if (_receiving)
            Throw.Reentered(nameof(Receive));
        _receiving = true;
        try
        {
            ReceiveDatagrams();
            TimeSpan now = _time.Now();
            if (_netcode is not null)
                FollowSlot(_netcode);
            if (IsConnecting && _handshake?.IsOverdue(now) == true)
                Session.End(DisconnectReason.ConnectTimeout);
            Session.Update(now);
            // Answers to what came do not wait for the end of the tick.
            _link.Flush();
        }
        finally
        {
            _receiving = false;
        }
    }

    /// <summary>
    /// Sends what is due and no payload has carried: a handshake packet again, messages, a heartbeat, an ack.
    /// </summary>
    public void Flush()
    {
        TimeSpan now = _time.Now();
        if (IsConnecting && _handshake is not null)
        {
            _handshake.Flush(now);
            FollowHandshake();
        }

        Session.Flush(now);
        _link.Flush();
    }

    /// <summary>
    /// Ends the session as <see cref="DisconnectReason.Closed"/>, tells the server and disposes the link.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Session.Disconnect();
        _link.Flush();
        _link.Dispose();
    }

    private bool IsConnecting => Session.State is SessionState.Connecting or SessionState.Challenged;

    private void ReceiveDatagrams()
    {
        TimeSpan now = _time.Now();
        for (int count = 0; count < _options.MaxDatagramsPerReceive; count++)
        {
            if (!_link.TryReceive(_receiveBuffer, out Span<byte> datagram, out ReceivedDatagram received))
                return;
            if (!_counters.TryAdmit(received.LengthBytes, _options.MaxDatagramBytes))
                continue;
            if (received.From == Session.Remote)
                Dispatch(datagram, received, now);
            else
                _counters.UnknownSender++;
        }
    }

    private void Dispatch(Span<byte> packet, in ReceivedDatagram received, TimeSpan now)
    {
        switch (PacketHeader.KindOf(packet[0]))
        {
            case >= PacketKind.Payload and <= PacketKind.PathResponse:
                ReceiveSealed(packet, received, now);
                break;
            case PacketKind.Challenge or PacketKind.Accepted or PacketKind.Denied or PacketKind.TokenAccepted:
                ReceiveHandshake(packet, now);
                break;
            default:
                _counters.Garbage++;
                break;
        }
    }

    private void ReceiveSealed(Span<byte> packet, in ReceivedDatagram received, TimeSpan now)
    {
        // Before the answer that makes the session has come, its packets cannot be opened: they count as lost.
        if (Session.State != SessionState.Connected)
        {
            _counters.UnknownSender++;
            return;
        }

        _counters.Count(Session.Receive(packet, received.From, received.ReceivedAt, now));
    }

    private void ReceiveHandshake(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        if (!IsConnecting || _handshake is null)
        {
            _counters.HandshakesRejected++;
            return;
        }

        HandshakeOutcome outcome = _handshake.Receive(packet, now);
        if (outcome == HandshakeOutcome.Accepted)
            Begin(_handshake.Answer, _handshake.RoundTrip);
        else if (outcome == HandshakeOutcome.Denied)
            Session.End(_handshake.Denial);
        else
            FollowHandshake();
    }

    private void Ask(LinkAddress[] servers)
    {
        _handshake = new ClientHandshake(_link, servers, MakeProof, _options, _counters, _time.Now());
        Session = NewSession(_handshake);
    }

    private void AskForSlot(NetcodeClientLink netcode)
    {
        netcode.Connect(_token!);
        Session = new Session(netcode.Server) { State = SessionState.Connecting };
    }

    // In netcode's packets a session begins when there is a slot for it, and neither outlives the other.
    private void FollowSlot(NetcodeClientLink netcode)
    {
        if (Session.State == SessionState.Disconnected)
            netcode.Disconnect();
        else if (netcode.State == NetcodeClientState.Disconnected)
            Session.End(ReasonCodes.FromNetcode(netcode.EndReason));
        else if (_handshake is null && netcode.State == NetcodeClientState.Connected)
            Ask([netcode.Server]);
        else if (_handshake is null && Session.Remote != netcode.Server)
            Session = new Session(netcode.Server) { State = SessionState.Connecting };
        else if (_handshake is null && netcode.State == NetcodeClientState.SendingResponse)
            Session.State = SessionState.Challenged;
    }

    // The next server of a token is another session that begins.
    private void FollowHandshake()
    {
        if (Session.Remote != _handshake!.Server)
            Session = NewSession(_handshake);
        Session.State = _handshake.State;
    }

    private void Begin(in AcceptedAnswer answer, TimeSpan roundTrip)
    {
        var traffic = new SessionTraffic(
            _link, Session.Remote, answer.Seal, _options, _time, _memory, answer.MaxPayloadBytes, roundTrip)
        {
            Handler = _handler,
        };
        Session.Begin(traffic, answer.SessionId, answer.MaxPayloadBytes);
        _counters.SessionsConnected++;
    }

    private static Session NewSession(ClientHandshake handshake) =>
        new(handshake.Server) { ClientSalt = handshake.Salt, State = handshake.State };

    private IClientProof MakeProof() =>
        _token is null || _netcode is not null ? new OpenProof(_options) : new TokenProof(_token, _options);

    private static LinkAddress[] ServersOf(ConnectToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.Servers.ToArray();
    }
}
