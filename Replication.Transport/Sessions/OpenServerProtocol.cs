namespace Replication.Transport;

/// <summary>
/// Sessions under a checksum: for tests and trusted networks, and for links that encrypt by themselves, netcode's slots
/// among them. Who a client is follows from its address.
/// </summary>
internal sealed class OpenServerProtocol : IServerProtocol
{
    private readonly TransportOptions _options;
    private readonly SessionRoster _roster;
    private readonly TransportCounters _counters;
    private readonly ServerHandshake _handshake;
    private readonly NetcodeServerLink? _netcode;
    private readonly Dictionary<LinkAddress, AcceptedSession> _byAddress = [];

    public OpenServerProtocol(ILink link, TransportOptions options, SessionRoster roster, TransportCounters counters)
    {
        _options = options;
        _roster = roster;
        _counters = counters;
        _handshake = new ServerHandshake(link, options, counters);
        _netcode = link as NetcodeServerLink;
        if (_netcode is not null)
            _netcode.Left = EndOfSlot;
    }

    public void Receive(Span<byte> packet, in ReceivedDatagram received, TimeSpan now)
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
            case PacketKind.TokenResponse:
                DenyToken(packet, received.From);
                break;
            default:
                _counters.Garbage++;
                break;
        }
    }

    public void Forget(Session ended)
    {
        _byAddress.Remove(ended.Remote);
        _netcode?.Release(ended.Remote);
    }

    public void Dispose()
    {
        // Nothing secret in it.
    }

    private void ReceiveSealed(Span<byte> packet, in ReceivedDatagram received, TimeSpan now)
    {
        if (!_byAddress.TryGetValue(received.From, out AcceptedSession accepted)
            || accepted.Session.State != SessionState.Connected)
        {
            _counters.UnknownSender++;
            return;
        }

        _counters.Count(accepted.Session.Receive(packet, received.From, received.ReceivedAt, now));
    }

    // A client that came with a token wants to be sure of the server: it learns that this one cannot give that.
    private void DenyToken(ReadOnlySpan<byte> packet, LinkAddress from)
    {
        if (TokenPackets.Response.TryRead(packet, out TokenPackets.Response response))
            _handshake.Deny(from, response.Hello.Salt, DisconnectReason.SecurityMismatch);
        else
            _counters.CountUnreadable(packet.Length, TokenPackets.ResponseBytes);
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
        if (!live && !_roster.HasRoom)
        {
            _handshake.DenyProven(from, client.Salt, DisconnectReason.ServerFull);
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
        _byAddress.Remove(from);
        _roster.Replace(former);
    }

    private void Begin(LinkAddress from, in ProvenClient client)
    {
        ulong serverSalt = _options.SaltSource();
        SessionSalts salts = SessionSalts.From(client.Salt, serverSalt);
        var seal = new ChecksumSeal(_options.ProtocolId, sendSalt: salts.ToClient, receiveSalt: salts.ToServer);
        ClientSlot? slot = _netcode?.Find(from);
        var terms = new SessionTerms(client.MaxPayloadBytes, client.SchemaHash)
        {
            ClientSalt = client.Salt,
            ClientId = slot?.ClientId ?? 0,
            UserData = slot?.UserData ?? default,
        };
        if (slot is not null)
            slot.HasSession = true;
        Session session = _roster.Begin(from, seal, terms);
        _byAddress[from] = new AcceptedSession(session, serverSalt, client.IssuedAtMilliseconds);
        // First the answer, so that it is on its way before what the acceptor sends.
        _handshake.Accept(from, client.Salt, serverSalt, session.Id);
        _roster.Introduce(session);
    }

    private void EndOfSlot(LinkAddress from, NetcodeEndReason reason)
    {
        if (_byAddress.TryGetValue(from, out AcceptedSession accepted))
            accepted.Session.End(ReasonCodes.FromNetcode(reason));
    }

    private readonly record struct AcceptedSession(Session Session, ulong ServerSalt, ulong IssuedAtMilliseconds);
}
