using System.Diagnostics;

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

/// <summary>
/// The client's half of one handshake: request, response, and each again until it is answered. Lost packets are
/// repaired by repetition alone; the server answers a repeated one the same way. Where there are several servers, each
/// is tried for its share of the time, and the next one at once after a denial.
/// </summary>
internal sealed class ClientHandshake
{
    // A cookie dies with the server that made it, or of age: after so many vain responses the client asks anew.
    private const int MaxResponses = 4;

    private readonly ILink _link;
    private readonly LinkAddress[] _servers;
    private readonly Func<IClientProof> _makeProof;
    private readonly TransportOptions _options;
    private readonly TransportCounters _counters;
    private readonly ulong _channelHash;
    private readonly byte[] _cookie = new byte[HandshakeCookie.Bytes];
    private readonly byte[] _sendBuffer = new byte[TokenPackets.ResponseBytes];
    private readonly TimeSpan _startedAt;

    private IClientProof _proof;
    private ClientHello _hello;
    private int _serverIndex = -1;
    private TimeSpan _askedAt;
    private TimeSpan _lastSentAt;
    private int _responsesLeft;

    /// <param name="link">Carries the packets.</param>
    /// <param name="servers">At least one, in the order of trying.</param>
    /// <param name="makeProof">Makes the proof for a server.</param>
    /// <param name="options">Ids and times.</param>
    /// <param name="counters">Counts what is not believed.</param>
    /// <param name="now">The time.</param>
    public ClientHandshake(
        ILink link,
        LinkAddress[] servers,
        Func<IClientProof> makeProof,
        TransportOptions options,
        TransportCounters counters,
        TimeSpan now)
    {
        Debug.Assert(servers.Length > 0, "A token names a server.");
        _link = link;
        _servers = servers;
        _makeProof = makeProof;
        _proof = makeProof();
        _options = options;
        _counters = counters;
        _channelHash = ChannelOptions.Hash(options.Channels);
        _startedAt = now;
        TryNext(now);
    }

    public ulong Salt => _hello.Salt;

    /// <summary>The server that is being tried.</summary>
    public LinkAddress Server => _servers[_serverIndex];

    /// <summary>Connecting while the request is repeated, Challenged while the response is.</summary>
    public SessionState State => _responsesLeft > 0 ? SessionState.Challenged : SessionState.Connecting;

    public AcceptedAnswer Answer { get; private set; }

    /// <summary>
    /// How long the challenge took since the first request: no less than the path does. Little was sent before it.
    /// </summary>
    public TimeSpan RoundTrip { get; private set; }

    public DisconnectReason Denial { get; private set; }

    public bool IsOverdue(TimeSpan now) => now - _startedAt >= _options.ConnectTimeout;

    public void Flush(TimeSpan now)
    {
        TimeSpan share = _options.ConnectTimeout / _servers.Length;
        if (_serverIndex + 1 < _servers.Length && now - _startedAt >= share * (_serverIndex + 1))
        {
            TryNext(now);
            return;
        }

        if (now - _lastSentAt < _options.ConnectRetryInterval)
            return;
        if (_responsesLeft > 0)
            _responsesLeft--;
        Send(now);
    }

    public HandshakeOutcome Receive(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        PacketKind kind = PacketHeader.KindOf(packet[0]);
        if (kind == PacketKind.Challenge)
            return ReceiveChallenge(packet, now);
        return kind == _proof.AcceptedKind ? ReceiveAccepted(packet) : ReceiveDenied(packet, now);
    }

    private void TryNext(TimeSpan now)
    {
        if (_serverIndex >= 0)
            _proof = _makeProof();
        _serverIndex++;
        _responsesLeft = 0;
        _askedAt = now;
        _hello = new ClientHello(
            HandshakePackets.Version, _options.ProtocolId, _options.SchemaHash, _proof.Salt, _channelHash);
        Send(now);
    }

    private void Send(TimeSpan now)
    {
        _lastSentAt = now;
        _link.Send(
            _responsesLeft > 0
                ? _proof.WriteResponse(_sendBuffer, _hello, _cookie, _options.MaxPayloadBytes)
                : HandshakePackets.WriteRequest(_sendBuffer, _hello),
            Server);
    }

    private HandshakeOutcome ReceiveChallenge(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        bool whole = HandshakePackets.TryReadChallenge(packet, out ulong salt, out ReadOnlySpan<byte> newCookie);
        if (!IsOurs(whole && salt == Salt, packet.Length, HandshakePackets.ChallengeBytes) || _responsesLeft > 0)
            return HandshakeOutcome.Pending;
        newCookie.CopyTo(_cookie);
        RoundTrip = now - _askedAt;
        _responsesLeft = MaxResponses;
        Send(now);
        return HandshakeOutcome.Pending;
    }

    private HandshakeOutcome ReceiveAccepted(ReadOnlySpan<byte> packet)
    {
        bool isOurs = _proof.TryReadAccepted(packet, out AcceptedAnswer answer)
            && answer.MaxPayloadBytes >= TransportOptions.MinPayloadBytes;
        if (!IsOurs(isOurs, packet.Length, _proof.AcceptedBytes))
            return HandshakeOutcome.Pending;
        Answer = answer with { MaxPayloadBytes = Math.Min(answer.MaxPayloadBytes, _options.MaxPayloadBytes) };
        return HandshakeOutcome.Accepted;
    }

    private HandshakeOutcome ReceiveDenied(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        bool whole = HandshakePackets.TryReadDenied(packet, out ulong salt, out DisconnectReason reason);
        if (!IsOurs(whole && salt == Salt, packet.Length, HandshakePackets.DeniedBytes))
            return HandshakeOutcome.Pending;
        Denial = reason;
        if (_serverIndex + 1 == _servers.Length)
            return HandshakeOutcome.Denied;
        TryNext(now);
        return HandshakeOutcome.Pending;
    }

    // Only who saw the request knows the salt: an answer without it is forged, or meant for a former handshake.
    private bool IsOurs(bool isOurs, int lengthBytes, int expectedBytes)
    {
        if (!isOurs)
            _counters.CountUnreadable(lengthBytes, expectedBytes);
        return isOurs;
    }
}
