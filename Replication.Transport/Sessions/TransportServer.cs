using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// All sessions of one link on the side that accepts. The caller's loop calls <see cref="Receive"/> at the start of a
/// tick and <see cref="Flush"/> at its end; nothing happens in between and there is no thread of its own. Used by one
/// thread. Allocates when a session begins, and nothing while sessions run.
/// </summary>
public sealed class TransportServer : IDisposable
{
    private readonly ILink _link;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ISessionAcceptor _acceptor;
    private readonly ServerHandshake _handshake;
    private readonly TransportCounters _counters = new();
    private readonly Dictionary<LinkAddress, AcceptedSession> _byAddress = [];
    private readonly List<Session> _sessions = [];
    private readonly byte[] _receiveBuffer = new byte[ushort.MaxValue];
    private readonly byte[] _sendBuffer;

    private ulong _lastSessionId;
    private bool _receiving;
    private bool _disposed;

    /// <summary>Takes a link into service.</summary>
    /// <param name="link">Carries the datagrams; disposed with the server.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="time">The clock of every instant.</param>
    /// <param name="acceptor">Is told of sessions.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TransportServer(ILink link, TransportOptions options, TimeProvider time, ISessionAcceptor acceptor)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(acceptor);
        options.Validate();
        _link = link;
        _options = options;
        _time = time;
        _acceptor = acceptor;
        _handshake = new ServerHandshake(link, options, _counters);
        _sendBuffer = new byte[options.MaxDatagramBytes];
    }

    /// <summary>The link's address.</summary>
    public LinkAddress LocalAddress => _link.LocalAddress;

    /// <summary>
    /// The sessions in the order of their beginning. One that has ended stays until the next Receive or Flush takes it
    /// out, so disconnecting while walking this is safe. The span is valid until then.
    /// </summary>
    public ReadOnlySpan<Session> Sessions => CollectionsMarshal.AsSpan(_sessions);

    /// <summary>What came, and what was dropped for which reason.</summary>
    public TransportStatistics Statistics => _counters.Snapshot();

    /// <summary>
    /// Takes every datagram that is there, then detects losses and timeouts. Handlers are called from inside it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside a handler.</exception>
    public void Receive()
    {
        if (_receiving)
            Throw.Reentered(nameof(Receive));
        _receiving = true;
        try
        {
            ReceiveDatagrams();
            UpdateSessions();
            RemoveEnded();
            // Answers to what came do not wait for the end of the tick.
            _link.Flush();
        }
        finally
        {
            _receiving = false;
        }
    }

    /// <summary>
    /// Sends the messages that no payload has carried, and an empty packet where a heartbeat or an ack is due.
    /// </summary>
    public void Flush()
    {
        TimeSpan now = _time.Now();
        for (int index = 0; index < _sessions.Count; index++)
            _sessions[index].Flush(now);
        if (!_receiving)
            RemoveEnded();
        _link.Flush();
    }

    /// <summary>
    /// Ends every session as <see cref="DisconnectReason.Closed"/>, tells the peers and disposes the link.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        for (int index = 0; index < _sessions.Count; index++)
            _sessions[index].Disconnect();
        RemoveEnded();
        _link.Flush();
        _link.Dispose();
    }

    private void ReceiveDatagrams()
    {
        TimeSpan now = _time.Now();
        for (int count = 0; count < _options.MaxDatagramsPerReceive; count++)
        {
            if (!_link.TryReceive(_receiveBuffer, out ReceivedDatagram received))
                return;
            if (_counters.TryAdmit(received.LengthBytes, _options.MaxDatagramBytes))
                Dispatch(_receiveBuffer.AsSpan(0, received.LengthBytes), received, now);
        }
    }

    private void Dispatch(Span<byte> packet, in ReceivedDatagram received, TimeSpan now)
    {
        switch (PacketHeader.KindOf(packet[0]))
        {
            case PacketKind.Payload or PacketKind.Disconnect:
                ReceiveSealed(packet, received, now);
                break;
            case PacketKind.ConnectRequest:
                _handshake.AnswerRequest(packet, received.From, now);
                break;
            case PacketKind.ChallengeResponse:
                ReceiveResponse(packet, received.From, now);
                break;
            default:
                _counters.Garbage++;
                break;
        }
    }

    private void ReceiveSealed(Span<byte> packet, in ReceivedDatagram received, TimeSpan now)
    {
        if (!_byAddress.TryGetValue(received.From, out AcceptedSession accepted)
            || accepted.Session.State != SessionState.Connected)
        {
            _counters.UnknownSender++;
            return;
        }

        Reception reception = accepted.Session.Receive(packet, received.ReceivedAt, now);
        if (reception == Reception.Malformed)
            _counters.Garbage++;
        else if (reception == Reception.BadSeal)
            _counters.BadSeal++;
    }

    private void ReceiveResponse(ReadOnlySpan<byte> packet, LinkAddress from, TimeSpan now)
    {
        if (!_handshake.TryProve(packet, from, now, out ReadOnlySpan<byte> cookie, out ProvenClient client))
            return;

        bool known = _byAddress.TryGetValue(from, out AcceptedSession former);
        bool live = known && former.Session.State == SessionState.Connected;
        if (live && former.Session.ClientSalt == client.Salt)
        {
            // The answer was lost or is late: the same answer again.
            _handshake.Accept(from, client.Salt, former.ServerSalt, former.Session.Id);
            return;
        }

        // A response that is older than the live session is a late copy, not a new client.
        if (live && client.IssuedAtMilliseconds < former.IssuedAtMilliseconds)
        {
            _counters.HandshakesRejected++;
            return;
        }

        // A session that this one replaces makes its own room.
        if (!live && CountLive() >= _options.MaxSessions)
        {
            _handshake.Deny(from, client.Salt, DisconnectReason.ServerFull);
            return;
        }

        if (!_handshake.TryConsume(cookie))
            return;
        if (known)
            Replace(former.Session, from);
        Begin(from, client);
    }

    private void Replace(Session former, LinkAddress from)
    {
        former.End(DisconnectReason.Replaced);
        _byAddress.Remove(from);
        _sessions.Remove(former);
        _acceptor.Disconnected(former, former.Reason);
    }

    private void Begin(LinkAddress from, in ProvenClient client)
    {
        ulong serverSalt = _options.SaltSource();
        SessionSalts salts = SessionSalts.From(client.Salt, serverSalt);
        var seal = new ChecksumSeal(_options.ProtocolId, sendSalt: salts.ToClient, receiveSalt: salts.ToServer);
        int maxPayloadBytes = Math.Min(_options.MaxPayloadBytes, client.MaxPayloadBytes);
        var session = new Session(from) { ClientSalt = client.Salt, PeerSchemaHash = client.SchemaHash };
        var traffic = new SessionTraffic(_link, from, seal, _options, _time, _sendBuffer, maxPayloadBytes);

        session.Begin(traffic, ++_lastSessionId, maxPayloadBytes);
        _sessions.Add(session);
        _byAddress[from] = new AcceptedSession(session, serverSalt, client.IssuedAtMilliseconds);
        _counters.SessionsConnected++;
        // First the answer, so that it is on its way before what the acceptor sends.
        _handshake.Accept(from, client.Salt, serverSalt, session.Id);
        Introduce(session);
    }

    // A session whose acceptor threw has nobody to receive for it: it ends, and the exception goes on to the caller.
    private void Introduce(Session session)
    {
        ISessionHandler? handler = null;
        try
        {
            handler = _acceptor.Connected(session);
        }
        finally
        {
            if (handler is null)
                session.Disconnect();
            else
                session.SetHandler(handler);
        }
    }

    private int CountLive()
    {
        int count = 0;
        foreach (Session session in _sessions)
            count += session.State == SessionState.Connected ? 1 : 0;
        return count;
    }

    // By index: a callback may disconnect any session, which only marks it.
    private void UpdateSessions()
    {
        TimeSpan now = _time.Now();
        for (int index = 0; index < _sessions.Count; index++)
            _sessions[index].Update(now);
    }

    private void RemoveEnded()
    {
        for (int index = _sessions.Count - 1; index >= 0; index--)
        {
            // A callback below may have come back here through Flush and shortened the list.
            if (index >= _sessions.Count || _sessions[index].State == SessionState.Connected)
                continue;
            Session ended = _sessions[index];
            _sessions.RemoveAt(index);
            _byAddress.Remove(ended.Remote);
            _acceptor.Disconnected(ended, ended.Reason);
        }
    }

    private readonly record struct AcceptedSession(Session Session, ulong ServerSalt, ulong IssuedAtMilliseconds);
}
