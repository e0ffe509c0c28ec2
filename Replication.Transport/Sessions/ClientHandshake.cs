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

    private readonly ILink link;
    private readonly LinkAddress server;
    private readonly TransportOptions options;
    private readonly TransportCounters counters;
    private readonly ClientHello hello;
    private readonly byte[] cookie = new byte[HandshakeCookie.Bytes];
    private readonly byte[] sendBuffer = new byte[HandshakePackets.MaxBytes];
    private readonly TimeSpan startedAt;

    private TimeSpan lastSentAt;
    private int responsesLeft;

    public ClientHandshake(
        ILink link, LinkAddress server, TransportOptions options, TransportCounters counters, TimeSpan now)
    {
        this.link = link;
        this.server = server;
        this.options = options;
        this.counters = counters;
        hello = new ClientHello(
            HandshakePackets.Version, options.ProtocolId, options.SchemaHash, Salt: options.SaltSource());
        startedAt = now;
        Send(now);
    }

    public ulong Salt => hello.Salt;

    /// <summary>Connecting while the request is repeated, Challenged while the response is.</summary>
    public SessionState State => responsesLeft > 0 ? SessionState.Challenged : SessionState.Connecting;

    public AcceptedAnswer Answer { get; private set; }

    public DisconnectReason Denial { get; private set; }

    public bool IsOverdue(TimeSpan now) => now - startedAt >= options.ConnectTimeout;

    public void Flush(TimeSpan now)
    {
        if (now - lastSentAt < options.ConnectRetryInterval)
            return;
        if (responsesLeft > 0)
            responsesLeft--;
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
        lastSentAt = now;
        link.Send(
            responsesLeft > 0
                ? HandshakePackets.WriteResponse(sendBuffer, hello, cookie, options.MaxPayloadBytes)
                : HandshakePackets.WriteRequest(sendBuffer, hello),
            server);
    }

    private void ReceiveChallenge(ReadOnlySpan<byte> packet, TimeSpan now)
    {
        bool whole = HandshakePackets.TryReadChallenge(packet, out ulong salt, out ReadOnlySpan<byte> newCookie);
        if (!IsOurs(whole, salt, packet.Length, HandshakePackets.ChallengeBytes) || responsesLeft > 0)
            return;
        newCookie.CopyTo(cookie);
        responsesLeft = MaxResponses;
        Send(now);
    }

    private HandshakeOutcome ReceiveAccepted(ReadOnlySpan<byte> packet)
    {
        bool whole = HandshakePackets.TryReadAccepted(
            packet, out ulong salt, out ulong serverSalt, out ulong sessionId, out int maxPayloadBytes);
        bool usable = whole && maxPayloadBytes >= TransportOptions.MinPayloadBytes;
        if (!IsOurs(usable, salt, packet.Length, HandshakePackets.AcceptedBytes))
            return HandshakeOutcome.Pending;
        Answer = new AcceptedAnswer(serverSalt, sessionId, Math.Min(maxPayloadBytes, options.MaxPayloadBytes));
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
        if (whole && salt == hello.Salt)
            return true;
        counters.CountUnreadable(lengthBytes, expectedBytes);
        return false;
    }
}
