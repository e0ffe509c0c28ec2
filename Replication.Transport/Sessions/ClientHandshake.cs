namespace Replication.Transport;

/// <summary>What the server's answer made of the handshake.</summary>
internal enum HandshakeOutcome
{
    /// <summary>Go on.</summary>
    Pending,

    /// <summary>There is a session.</summary>
    Accepted,

    /// <summary>There will be none.</summary>
    Denied,
}

/// <summary>What the server said when it accepted.</summary>
internal readonly record struct AcceptedAnswer(ulong ServerSalt, ulong SessionId, int MaxPayloadBytes);

/// <summary>
/// The client's half of one handshake: request, response, and each again until it is answered. Lost packets are
/// repaired by repetition alone; the server answers a repeated one the same way.
/// </summary>
internal sealed class ClientHandshake
{
    // A cookie dies with the server that made it, or of age: after so many vain responses the client asks anew.
    private const int MaxResponses = 4;

    private readonly ILink _link;
    private readonly LinkAddress _server;
    private readonly TransportOptions _options;
    private readonly TransportCounters _counters;
    private readonly ClientHello _hello;
    private readonly byte[] _cookie = new byte[HandshakeCookie.Bytes];
    private readonly byte[] _sendBuffer = new byte[HandshakePackets.MaxBytes];
    private readonly TimeSpan _startedAt;

    private TimeSpan _lastSentAt;
    private int _responsesLeft;

    public ClientHandshake(
        ILink link, LinkAddress server, TransportOptions options, TransportCounters counters, TimeSpan now)
    {
        _link = link;
        _server = server;
        _options = options;
        _counters = counters;
        _hello = new ClientHello(
            HandshakePackets.Version,
            options.ProtocolId,
            options.SchemaHash,
            options.SaltSource(),
            ChannelOptions.Hash(options.Channels));
        _startedAt = now;
        Send(now);
    }

    public ulong Salt => _hello.Salt;

    /// <summary>Connecting while the request is repeated, Challenged while the response is.</summary>
    public SessionState State => _responsesLeft > 0 ? SessionState.Challenged : SessionState.Connecting;

    public AcceptedAnswer Answer { get; private set; }

    public DisconnectReason Denial { get; private set; }

    public bool IsOverdue(TimeSpan now) => now - _startedAt >= _options.ConnectTimeout;

    public void Flush(TimeSpan now)
    {
        if (now - _lastSentAt < _options.ConnectRetryInterval)
            return;
        if (_responsesLeft > 0)
            _responsesLeft--;
        Send(now);
    }

    public HandshakeOutcome Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        switch (PacketHeader.KindOf(packet[0]))
        {
            case PacketKind.Challenge:
                ReceiveChallenge(packet, now);
                return HandshakeOutcome.Pending;
            case PacketKind.Accepted:
                return ReceiveAccepted(packet);
            default:
                return ReceiveDenied(packet);
        }
    }

    private void Send(TimeSpan now)
    {
        _lastSentAt = now;
        _link.Send(
            _responsesLeft > 0
                ? HandshakePackets.WriteResponse(_sendBuffer, _hello, _cookie, _options.MaxPayloadBytes)
                : HandshakePackets.WriteRequest(_sendBuffer, _hello),
            _server);
    }

    private void ReceiveChallenge(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        bool whole = HandshakePackets.TryReadChallenge(packet, out ulong salt, out ReadOnlySpan<byte> newCookie);
        if (!IsOurs(whole, salt, packet.Length, HandshakePackets.ChallengeBytes) || _responsesLeft > 0)
            return;
        newCookie.CopyTo(_cookie);
        _responsesLeft = MaxResponses;
        Send(now);
    }

    private HandshakeOutcome ReceiveAccepted(ReadOnlySpan<byte> packet)
    {
        bool whole = HandshakePackets.TryReadAccepted(
            packet, out ulong salt, out ulong serverSalt, out ulong sessionId, out int maxPayloadBytes);
        bool usable = whole && maxPayloadBytes >= TransportOptions.MinPayloadBytes;
        if (!IsOurs(usable, salt, packet.Length, HandshakePackets.AcceptedBytes))
            return HandshakeOutcome.Pending;
        Answer = new AcceptedAnswer(serverSalt, sessionId, Math.Min(maxPayloadBytes, _options.MaxPayloadBytes));
        return HandshakeOutcome.Accepted;
    }

    private HandshakeOutcome ReceiveDenied(ReadOnlySpan<byte> packet)
    {
        bool whole = HandshakePackets.TryReadDenied(packet, out ulong salt, out DisconnectReason reason);
        if (!IsOurs(whole, salt, packet.Length, HandshakePackets.DeniedBytes))
            return HandshakeOutcome.Pending;
        Denial = reason;
        return HandshakeOutcome.Denied;
    }

    // Only who saw the request knows the salt: an answer without it is forged, or meant for a former handshake.
    private bool IsOurs(bool whole, ulong salt, int lengthBytes, int expectedBytes)
    {
        if (whole && salt == _hello.Salt)
            return true;
        _counters.CountUnreadable(lengthBytes, expectedBytes);
        return false;
    }
}
