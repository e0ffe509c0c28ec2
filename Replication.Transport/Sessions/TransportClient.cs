namespace Replication.Transport;

/// <summary>
/// One session with one server. The caller's loop calls <see cref="Receive"/> at the start of a tick and
/// <see cref="Flush"/> at its end; nothing happens in between and there is no thread of its own. Used by one thread.
/// Allocates when it connects, and nothing while the session runs.
/// </summary>
public sealed class TransportClient : IDisposable
{
    private readonly ILink link;
    private readonly LinkAddress server;
    private readonly TransportOptions options;
    private readonly TimeProvider time;
    private readonly ISessionHandler handler;
    private readonly TransportCounters counters = new();
    private readonly byte[] receiveBuffer = new byte[ushort.MaxValue];
    private readonly byte[] sendBuffer;

    // Null but while the session is connecting.
    private ClientHandshake? handshake;
    private bool receiving;
    private bool disposed;

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
        this.link = link;
        this.server = server;
        this.options = options;
        this.time = time;
        this.handler = handler;
        sendBuffer = new byte[options.MaxDatagramBytes];
        Session = new Session(server);
    }

    /// <summary>The session that <see cref="Connect"/> began last; before that one that is disconnected.</summary>
    public Session Session { get; private set; }

    /// <summary>What came, and what was dropped for which reason, over all sessions.</summary>
    public TransportStatistics Statistics => counters.Snapshot();

    /// <summary>
    /// Begins a new session and sends the first request. Its state says what becomes of it; an ended one may be
    /// followed by another.
    /// </summary>
    /// <exception cref="InvalidOperationException">The session has not ended.</exception>
    public void Connect()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (Session.State != SessionState.Disconnected)
            Throw.AlreadyConnecting(Session.State);
        handshake = new ClientHandshake(link, server, options, counters, time.Now());
        Session = new Session(server) { ClientSalt = handshake.Salt, State = handshake.State };
    }

    /// <summary>
    /// Takes every datagram that is there, then detects losses and timeouts. The handler is called from inside it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside the handler.</exception>
    public void Receive()
    {
        if (receiving)
            Throw.Reentered(nameof(Receive));
        receiving = true;
        try
        {
            ReceiveDatagrams();
            TimeSpan now = time.Now();
            if (IsConnecting && handshake!.IsOverdue(now))
                Session.End(DisconnectReason.ConnectTimeout);
            Session.Update(now);
        }
        finally
        {
            receiving = false;
        }
    }

    /// <summary>Sends what is due and no payload has carried: a handshake packet again, a heartbeat, an ack.</summary>
    public void Flush()
    {
        TimeSpan now = time.Now();
        if (IsConnecting)
        {
            handshake!.Flush(now);
            Session.State = handshake.State;
        }

        Session.Flush(now);
    }

    /// <summary>
    /// Ends the session as <see cref="DisconnectReason.Closed"/>, tells the server and disposes the link.
    /// </summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        Session.Disconnect();
        link.Dispose();
    }

    private bool IsConnecting => Session.State is SessionState.Connecting or SessionState.Challenged;

    private void ReceiveDatagrams()
    {
        TimeSpan now = time.Now();
        for (int count = 0; count < options.MaxDatagramsPerReceive; count++)
        {
            if (!link.TryReceive(receiveBuffer, out ReceivedDatagram received))
                return;
            if (!counters.TryAdmit(received.LengthBytes, options.MaxDatagramBytes))
                continue;
            if (received.From == server)
                Dispatch(receiveBuffer.AsSpan(0, received.LengthBytes), received.ReceivedAt, now);
            else
                counters.UnknownSender++;
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
                counters.Garbage++;
                break;
        }
    }

    private void ReceiveSealed(Span<byte> packet, TimeSpan receivedAt, TimeSpan now)
    {
        // Before the answer that makes the session has come, its packets cannot be opened: they count as lost.
        if (Session.State != SessionState.Connected)
        {
            counters.UnknownSender++;
            return;
        }

        Reception reception = Session.Receive(packet, receivedAt, now);
        if (reception == Reception.Malformed)
            counters.Garbage++;
        else if (reception == Reception.BadSeal)
            counters.BadSeal++;
    }

    private void ReceiveHandshake(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        if (!IsConnecting)
        {
            counters.HandshakesRejected++;
            return;
        }

        HandshakeOutcome outcome = handshake!.Receive(packet, now);
        if (outcome == HandshakeOutcome.Accepted)
            Begin(handshake.Answer);
        else if (outcome == HandshakeOutcome.Denied)
            Session.End(handshake.Denial);
        else
            Session.State = handshake.State;
    }

    private void Begin(in AcceptedAnswer answer)
    {
        SessionSalts salts = SessionSalts.From(Session.ClientSalt, answer.ServerSalt);
        var seal = new ChecksumSeal(options.ProtocolId, sendSalt: salts.ToServer, receiveSalt: salts.ToClient);
        var traffic = new SessionTraffic(link, server, seal, options, time, sendBuffer, answer.MaxPayloadBytes)
        {
            Handler = handler,
        };
        Session.Begin(traffic, answer.SessionId, answer.MaxPayloadBytes);
        counters.SessionsConnected++;
    }
}
