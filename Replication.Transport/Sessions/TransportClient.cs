namespace Replication.Transport;

/// <summary>
/// One session with one server. The caller's loop calls <see cref="Receive"/> at the start of a tick and
/// <see cref="Flush"/> at its end; nothing happens in between and there is no thread of its own. Used by one thread.
/// Allocates when it connects, and nothing while the session runs.
/// </summary>
public sealed class TransportClient : IDisposable
{
    private readonly ILink _link;
    private readonly LinkAddress _server;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ISessionHandler _handler;
    private readonly TransportCounters _counters = new();
    private readonly byte[] _receiveBuffer = new byte[ushort.MaxValue];
    private readonly byte[] _sendBuffer;

    // Null but while the session is connecting.
    private ClientHandshake? _handshake;
    private bool _receiving;
    private bool _disposed;

    /// <summary>Takes a link into service; sends nothing before <see cref="Connect"/>.</summary>
    /// <param name="link">Carries the datagrams; disposed with the client.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="time">The clock of every instant.</param>
    /// <param name="handler">Receives what the server sends.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TransportClient(
        ILink link, LinkAddress server, TransportOptions options, TimeProvider time, ISessionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(handler);
        options.Validate();
        _link = link;
        _server = server;
        _options = options;
        _time = time;
        _handler = handler;
        _sendBuffer = new byte[options.MaxDatagramBytes];
        Session = new Session(server);
    }

    /// <summary>The session that <see cref="Connect"/> began last; before that one that is disconnected.</summary>
    public Session Session { get; private set; }

    /// <summary>What came, and what was dropped for which reason, over all sessions.</summary>
    public TransportStatistics Statistics => _counters.Snapshot();

    /// <summary>
    /// Begins a new session and sends the first request. Its state says what becomes of it; an ended one may be
    /// followed by another.
    /// </summary>
    /// <exception cref="InvalidOperationException">The session has not ended.</exception>
    public void Connect()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Session.State != SessionState.Disconnected)
            Throw.AlreadyConnecting(Session.State);
        _handshake = new ClientHandshake(_link, _server, _options, _counters, _time.Now());
        Session = new Session(_server) { ClientSalt = _handshake.Salt, State = _handshake.State };
        _link.Flush();
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
            if (IsConnecting && _handshake!.IsOverdue(now))
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
        if (IsConnecting)
        {
            _handshake!.Flush(now);
            Session.State = _handshake.State;
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
            if (!_link.TryReceive(_receiveBuffer, out ReceivedDatagram received))
                return;
            if (!_counters.TryAdmit(received.LengthBytes, _options.MaxDatagramBytes))
                continue;
            if (received.From == _server)
                Dispatch(_receiveBuffer.AsSpan(0, received.LengthBytes), received.ReceivedAt, now);
            else
                _counters.UnknownSender++;
        }
    }

    private void Dispatch(Span<byte> packet, TimeSpan receivedAt, TimeSpan now)
    {
        switch (PacketHeader.KindOf(packet[0]))
        {
            case PacketKind.Payload or PacketKind.Disconnect:
                ReceiveSealed(packet, receivedAt, now);
                break;
            case PacketKind.Challenge or PacketKind.Accepted or PacketKind.Denied:
                ReceiveHandshake(packet, now);
                break;
            default:
                _counters.Garbage++;
                break;
        }
    }

    private void ReceiveSealed(Span<byte> packet, TimeSpan receivedAt, TimeSpan now)
    {
        // Before the answer that makes the session has come, its packets cannot be opened: they count as lost.
        if (Session.State != SessionState.Connected)
        {
            _counters.UnknownSender++;
            return;
        }

        Reception reception = Session.Receive(packet, receivedAt, now);
        if (reception == Reception.Malformed)
            _counters.Garbage++;
        else if (reception == Reception.BadSeal)
            _counters.BadSeal++;
    }

    private void ReceiveHandshake(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        if (!IsConnecting)
        {
            _counters.HandshakesRejected++;
            return;
        }

        HandshakeOutcome outcome = _handshake!.Receive(packet, now);
        if (outcome == HandshakeOutcome.Accepted)
            Begin(_handshake.Answer);
        else if (outcome == HandshakeOutcome.Denied)
            Session.End(_handshake.Denial);
        else
            Session.State = _handshake.State;
    }

    private void Begin(in AcceptedAnswer answer)
    {
        SessionSalts salts = SessionSalts.From(Session.ClientSalt, answer.ServerSalt);
        var seal = new ChecksumSeal(_options.ProtocolId, sendSalt: salts.ToServer, receiveSalt: salts.ToClient);
        var traffic = new SessionTraffic(_link, _server, seal, _options, _time, _sendBuffer, answer.MaxPayloadBytes)
        {
            Handler = _handler,
        };
        Session.Begin(traffic, answer.SessionId, answer.MaxPayloadBytes);
        _counters.SessionsConnected++;
    }
}
