using System.Diagnostics;

namespace Replication.Transport;

/// <summary>
/// The client's side of netcode 1.02, for one token: request, response, then payloads; tries the token's servers one
/// after the other. It has no socket and no loop: the owner hands it what arrives and calls <see cref="Update"/> some
/// ten times a second or more. One token makes one client and no second: its keys must not seal two packets with the
/// same number. Used by one thread; allocates only when made.
/// </summary>
internal sealed class NetcodeClient : IDisposable
{
    private readonly ILink _link;
    private readonly ConnectToken _token;
    private readonly TimeProvider _time;
    private readonly INetcodeClientHandler _handler;
    private readonly SealedPath _path;
    private readonly NetcodeCounters _counters = new();
    private readonly byte[] _request = new byte[ConnectionRequest.LengthBytes];
    private readonly byte[] _response = new byte[ChallengeBody.LengthBytes];
    private int _serverIndex;
    private TimeSpan _expiresAt;
    private bool _hasBegun;

    public NetcodeClient(
        ILink link,
        ConnectToken token,
        TimeProvider time,
        INetcodeClientHandler handler,
        IAeadSource? ciphers = null)
    {
        _link = link;
        _token = token;
        _time = time;
        _handler = handler;
        var seal = new NetcodeSeal(
            ciphers ?? AeadSources.Best, token.ProtocolId, token.ClientToServerKey, token.ServerToClientKey);
        _path = new SealedPath(link, seal, NonceCounter.ForSession());
        ConnectionRequest.Write(_request, token);
    }

    public NetcodeClientState State { get; private set; }

    public NetcodeEndReason EndReason { get; private set; }

    /// <summary>The server that is being tried, or that the client is connected to.</summary>
    public LinkAddress Server => _path.Remote;

    /// <summary>The slot, once connected.</summary>
    public int ClientIndex { get; private set; }

    /// <summary>How many slots the server has, once connected.</summary>
    public int MaxClients { get; private set; }

    public NetcodeCounters Counters => _counters;

    /// <summary>Begins with the token's first server, once.</summary>
    public void Connect()
    {
        if (_hasBegun)
            Throw.TokenUsedTwice();
        _hasBegun = true;
        TimeSpan now = _time.Now();
        // By this machine's clock and the token's own span: what its calendar says does not matter.
        ulong lifetimeSeconds = Math.Min(_token.ExpireTimestamp - _token.CreateTimestamp, uint.MaxValue);
        _expiresAt = now + TimeSpan.FromSeconds(lifetimeSeconds);
        Try(serverIndex: 0, now);
    }

    /// <summary>Takes a datagram that arrived. Whatever is in it, this does not throw.</summary>
    /// <param name="datagram">Is opened in place.</param>
    /// <param name="from">Its sender.</param>
    public void Take(Span<byte> datagram, LinkAddress from)
    {
        NetcodeRefusal refusal = TakePacket(datagram, from);
        if (refusal != NetcodeRefusal.None)
            _counters.Add(refusal);
    }

    /// <summary>Gives up what takes too long, and sends what is due.</summary>
    public void Update()
    {
        TimeSpan now = _time.Now();
        if (State == NetcodeClientState.Disconnected)
            return;
        if (_path.IsUsedUp)
            End(NetcodeEndReason.SequencesUsedUp);
        else if (State != NetcodeClientState.Connected && now >= _expiresAt)
            End(NetcodeEndReason.TokenExpired);
        else if (_path.IsSilent(now, _token.TimeoutSeconds))
            GiveUp(now);
        if (State != NetcodeClientState.Disconnected && _path.IsSendDue(now))
            SendDue(now);
    }

    /// <summary>Sends a payload.</summary>
    /// <param name="payload">1 to 1,200 bytes.</param>
    /// <returns>False: not connected, or the link refused it.</returns>
    /// <exception cref="ArgumentException">The payload is empty or too long.</exception>
    public bool Send(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload.Length > NetcodeFormat.MaxPayloadBytes)
            Throw.SealedPayloadLength(payload.Length);
        return State == NetcodeClientState.Connected && _path.Send(NetcodePacketKind.Payload, payload, _time.Now());
    }

    /// <summary>Leaves, and says so when connected.</summary>
    public void Disconnect()
    {
        if (State == NetcodeClientState.Connected)
            _path.SendDisconnects(_time.Now());
        if (State != NetcodeClientState.Disconnected)
            End(NetcodeEndReason.Closed);
    }

    public void Dispose()
    {
        Disconnect();
        _path.Dispose();
    }

    private NetcodeRefusal TakePacket(Span<byte> datagram, LinkAddress from)
    {
        if (State == NetcodeClientState.Disconnected || from != _path.Remote)
            return NetcodeRefusal.UnknownSender;
        NetcodeRefusal refusal = NetcodeHeader.Read(datagram, out NetcodeHeader header);
        if (refusal != NetcodeRefusal.None)
            return refusal;
        if (!IsExpected(header.Kind))
            return NetcodeRefusal.UnexpectedKind;
        refusal = _path.Open(datagram, header, _time.Now(), out Span<byte> body);
        if (refusal == NetcodeRefusal.None)
            TakeBody(header.Kind, body);
        return refusal;
    }

    // What the state has no use for is not worth opening.
    private bool IsExpected(NetcodePacketKind kind) => kind switch
    {
        NetcodePacketKind.Denied => State != NetcodeClientState.Connected,
        NetcodePacketKind.Challenge => State == NetcodeClientState.SendingRequest,
        NetcodePacketKind.KeepAlive => State != NetcodeClientState.SendingRequest,
        NetcodePacketKind.Payload or NetcodePacketKind.Disconnect => State == NetcodeClientState.Connected,
        _ => false,
    };

    private void TakeBody(NetcodePacketKind kind, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case NetcodePacketKind.Denied:
                TryNextServer(NetcodeEndReason.Denied, _time.Now());
                break;
            case NetcodePacketKind.Challenge:
                body.CopyTo(_response);
                State = NetcodeClientState.SendingResponse;
                SendDue(_time.Now());
                break;
            case NetcodePacketKind.KeepAlive when State == NetcodeClientState.SendingResponse:
                (ClientIndex, MaxClients) = KeepAliveBody.Read(body);
                State = NetcodeClientState.Connected;
                _handler.Connected();
                break;
            case NetcodePacketKind.Payload:
                _handler.Received(body);
                break;
            case NetcodePacketKind.Disconnect:
                End(NetcodeEndReason.ClosedByPeer);
                break;
        }
    }

    private void GiveUp(TimeSpan now)
    {
        switch (State)
        {
            case NetcodeClientState.SendingRequest:
                TryNextServer(NetcodeEndReason.RequestTimedOut, now);
                break;
            case NetcodeClientState.SendingResponse:
                TryNextServer(NetcodeEndReason.ResponseTimedOut, now);
                break;
            default:
                End(NetcodeEndReason.TimedOut);
                break;
        }
    }

    private void TryNextServer(NetcodeEndReason reason, TimeSpan now)
    {
        if (_serverIndex + 1 < _token.Servers.Length)
            Try(_serverIndex + 1, now);
        else
            End(reason);
    }

    private void Try(int serverIndex, TimeSpan now)
    {
        _serverIndex = serverIndex;
        _path.TurnTo(_token.Servers.Span[serverIndex], now);
        State = NetcodeClientState.SendingRequest;
    }

    private void SendDue(TimeSpan now)
    {
        switch (State)
        {
            case NetcodeClientState.SendingRequest:
                _link.Send(_request, _path.Remote);
                _path.NoteSent(now);
                break;
            case NetcodeClientState.SendingResponse:
                _path.Send(NetcodePacketKind.Response, _response, now);
                break;
            case NetcodeClientState.Connected:
                Span<byte> body = stackalloc byte[KeepAliveBody.LengthBytes];
                body.Clear();
                _path.Send(NetcodePacketKind.KeepAlive, body, now);
                break;
        }
    }

    private void End(NetcodeEndReason reason)
    {
        Debug.Assert(State != NetcodeClientState.Disconnected, "It ends once.");
        State = NetcodeClientState.Disconnected;
        EndReason = reason;
        _handler.Disconnected(reason);
    }
}
