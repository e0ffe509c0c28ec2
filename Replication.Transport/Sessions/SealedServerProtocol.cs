using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// Sessions of clients with a connect token, under keys of their own. A datagram finds its session by the connection id
/// at its end, so that a client whose address changes keeps it. Until a response proved the address, nothing is
/// deciphered and nothing kept.
/// <code>
/// connection id = place among the sessions 12 bits | generation of the place 4 bits
/// </code>
/// </summary>
internal sealed class SealedServerProtocol : IServerProtocol
{
    private const int IndexBits = 12;
    private const int IndexMask = (1 << IndexBits) - 1;
    private const int MinPacketBytes = PacketHeader.MinBytes + AeadSeal.MaxBytes;

    private readonly ILink _link;
    private readonly TransportOptions _options;
    private readonly SessionRoster _roster;
    private readonly TransportCounters _counters;
    private readonly ServerHandshake _handshake;
    private readonly NetcodeServerOptions _tokenOptions;
    private readonly TokenGate _gate;
    private readonly Slot?[] _slots;
    private readonly byte[] _generations;
    private readonly Dictionary<UInt128, Slot> _byToken = [];
    private readonly Dictionary<ulong, Slot> _byClient = [];

    public SealedServerProtocol(
        ILink link, TransportOptions options, TimeProvider time, SessionRoster roster, TransportCounters counters)
    {
        _link = link;
        _options = options;
        _roster = roster;
        _counters = counters;
        _handshake = new ServerHandshake(link, options, counters);
        _tokenOptions = options.ForTokens(link.LocalAddress);
        _gate = new TokenGate(_tokenOptions, time, refusesBeforeStart: false);
        _slots = new Slot?[options.MaxSessions];
        _generations = new byte[options.MaxSessions];
        Debug.Assert(options.MaxSessions <= 1 << IndexBits, "A place fits its bits.");
    }

    public void Receive(Span<byte> packet, in ReceivedDatagram received, TimeSpan now)
    {
        switch (PacketHeader.KindOf(packet[0]))
        {
            case >= PacketKind.Payload and <= PacketKind.PathResponse:
                ReceiveSealed(packet, received, now);
                break;
            case PacketKind.ConnectRequest:
                _handshake.AnswerRequest(packet, received.From, now);
                break;
            case PacketKind.TokenResponse:
                ReceiveResponse(packet, received.From, now);
                break;
            case PacketKind.ChallengeResponse:
                DenyWithoutToken(packet, received.From, now);
                break;
            default:
                _counters.Garbage++;
                break;
        }
    }

    public void Forget(Session ended)
    {
        Slot? slot = Array.Find(_slots, slot => slot?.Session == ended);
        if (slot is null)
            return;
        _slots[slot.ConnectionId & IndexMask] = null;
        _byToken.Remove(slot.TokenTag);
        if (_byClient.GetValueOrDefault(ended.ClientId) == slot)
            _byClient.Remove(ended.ClientId);
    }

    public void Dispose() => _gate.Dispose();

    private void ReceiveSealed(Span<byte> packet, in ReceivedDatagram received, TimeSpan now)
    {
        if (packet.Length < MinPacketBytes)
        {
            _counters.Truncated++;
            return;
        }

        ushort connectionId = AeadSeal.ReadConnectionId(packet);
        int index = connectionId & IndexMask;
        Slot? slot = index < _slots.Length ? _slots[index] : null;
        if (slot is null || slot.ConnectionId != connectionId || slot.Session.State != SessionState.Connected)
        {
            _counters.UnknownSender++;
            return;
        }

        _counters.Count(slot.Session.Receive(packet, received.From, received.ReceivedAt, now));
    }

    private void DenyWithoutToken(ReadOnlySpan<byte> packet, LinkAddress from, TimeSpan now)
    {
        if (_handshake.TryProve(packet, from, now, out _, out ProvenClient client))
            _handshake.DenyProven(from, client.Salt, DisconnectReason.SecurityMismatch);
    }

    // What costs nothing first, then the cookie, then the token: nobody makes the server decipher from an address that
    // is not his.
    private void ReceiveResponse(ReadOnlySpan<byte> packet, LinkAddress from, TimeSpan now)
    {
        if (!TokenPackets.Response.TryRead(packet, out TokenPackets.Response response))
        {
            _counters.CountUnreadable(packet.Length, TokenPackets.ResponseBytes);
            return;
        }

        ClientHello hello = response.Hello;
        if (!_handshake.TryProve(response.Cookie, from, hello.Salt, response.MaxPayloadBytes, now, out _)
            || !_handshake.Agrees(hello, from))
        {
            return;
        }

        NetcodeRefusal refusal =
            ConnectionRequest.Read(response.Request, _options.ProtocolId, out ConnectionRequest request);
        if (refusal == NetcodeRefusal.None && TryAnswerAgain(request.TokenTag, hello.Salt, from))
            return;
        if (refusal == NetcodeRefusal.None)
            refusal = _gate.Check(request, from);
        Session? session = null;
        if (refusal == NetcodeRefusal.None)
            refusal = Open(request, response, from, out session);
        if (refusal != NetcodeRefusal.None)
            Refuse(refusal, hello.Salt, from);
        if (session is not null)
            _roster.Introduce(session);
    }

    // The answer was lost or is late: the same answer again.
    private bool TryAnswerAgain(UInt128 tokenTag, ulong clientSalt, LinkAddress from)
    {
        if (!_byToken.TryGetValue(tokenTag, out Slot? slot)
            || slot.Session.ClientSalt != clientSalt
            || slot.Session.State != SessionState.Connected)
        {
            return false;
        }

        _link.Send(slot.Accepted, from);
        return true;
    }

    // Of a token that lives too long the client hears nothing and asks again: it is good once the clocks agree.
    private void Refuse(NetcodeRefusal refusal, ulong clientSalt, LinkAddress from)
    {
        _counters.Count(refusal);
        if (refusal == NetcodeRefusal.TokenTooLong)
            return;
        bool isFull = refusal == NetcodeRefusal.HistoryFull;
        _handshake.DenyProven(from, clientSalt, isFull ? DisconnectReason.ServerFull : DisconnectReason.TokenRefused);
    }

    private NetcodeRefusal Open(
        scoped in ConnectionRequest request,
        scoped in TokenPackets.Response response,
        LinkAddress from,
        out Session? session)
    {
        session = null;
        Span<byte> text = stackalloc byte[PrivateConnectToken.TextBytes];
        Span<LinkAddress> servers = stackalloc LinkAddress[NetcodeFormat.MaxServers];
        NetcodeRefusal refusal = _gate.Open(request, text, servers, out PrivateConnectToken token);
        if (refusal == NetcodeRefusal.None && !response.IsGenuine(token.ClientToServerKey))
            refusal = NetcodeRefusal.NotOpened;
        if (refusal == NetcodeRefusal.None && TryMakeRoom(token.ClientId, out int index))
            session = Begin(index, token, request, response, from);
        else if (refusal == NetcodeRefusal.None)
            _handshake.DenyProven(from, response.Hello.Salt, DisconnectReason.ServerFull);
        text.Clear();
        return refusal;
    }

    // A client that comes again makes its own room.
    private bool TryMakeRoom(ulong clientId, out int index)
    {
        if (_byClient.TryGetValue(clientId, out Slot? former) && former.Session.State == SessionState.Connected)
        {
            Forget(former.Session);
            _roster.Replace(former.Session);
        }

        index = Array.IndexOf(_slots, null);
        return index >= 0 && _roster.HasRoom;
    }

    private Session Begin(
        int index,
        in PrivateConnectToken token,
        in ConnectionRequest request,
        in TokenPackets.Response response,
        LinkAddress from)
    {
        _gate.Remember(request, from);
        _gate.Consume(request.TokenTag);
        Span<byte> serverRandom = stackalloc byte[SessionSecrets.RandomBytes];
        foreach (ref ulong part in MemoryMarshal.Cast<byte, ulong>(serverRandom))
            part = _options.SaltSource();
        CipherKind cipher = CipherKinds.Choose(CipherKinds.Of(_tokenOptions.Ciphers), response.Ciphers);
        AeadSeal seal = SessionSecrets.ForServer(
            _tokenOptions.Ciphers,
            cipher,
            new TokenKeys(token.ClientToServerKey, token.ServerToClientKey),
            new SessionRandoms(response.ClientRandom, serverRandom));
        ClientHello hello = response.Hello;
        Session session = _roster.Begin(from, seal, new SessionTerms(response.MaxPayloadBytes, hello.SchemaHash)
        {
            ClientSalt = hello.Salt,
            ClientId = token.ClientId,
            UserData = token.UserData.ToArray(),
        });

        ushort connectionId = (ushort)(index | (_generations[index]++ << IndexBits));
        var acceptance = new TokenAcceptance
        {
            ClientSalt = hello.Salt,
            ServerRandom = serverRandom,
            SessionId = session.Id,
            ConnectionId = connectionId,
            MaxPayloadBytes = _options.MaxPayloadBytes,
            Cipher = cipher,
        };
        byte[] accepted = new byte[TokenPackets.AcceptedBytes];
        TokenPackets.WriteAccepted(accepted, acceptance, token.ServerToClientKey, response.ClientRandom);
        var slot = new Slot(session, connectionId, request.TokenTag, accepted);
        _slots[index] = slot;
        _byToken[slot.TokenTag] = slot;
        _byClient[session.ClientId] = slot;
        _link.Send(accepted, from);
        return session;
    }

    private sealed record Slot(Session Session, ushort ConnectionId, UInt128 TokenTag, byte[] Accepted);
}
