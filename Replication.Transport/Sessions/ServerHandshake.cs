using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>What a client has proven when its response is good.</summary>
internal readonly record struct ProvenClient(
    ulong Salt, ulong SchemaHash, int MaxPayloadBytes, ulong IssuedAtMilliseconds);

/// <summary>
/// The server's half of the handshake, up to the point where a session is made: answers requests, checks responses.
/// Remembers nothing of a client until its response proved the address.
/// </summary>
internal sealed class ServerHandshake
{
    private readonly ILink _link;
    private readonly TransportOptions _options;
    private readonly TransportCounters _counters;
    private readonly ConsumedChallenges _consumed = new();
    private readonly byte[] _secret = new byte[HandshakeCookie.SecretBytes];
    private readonly ulong _channelHash;
    private readonly byte[] _sendBuffer = new byte[HandshakePackets.MaxBytes];

    public ServerHandshake(ILink link, TransportOptions options, TransportCounters counters)
    {
        _link = link;
        _options = options;
        _counters = counters;
        _channelHash = ChannelOptions.Hash(options.Channels);
        foreach (ref ulong part in MemoryMarshal.Cast<byte, ulong>(_secret.AsSpan()))
            part = options.SaltSource();
    }

    public void AnswerRequest(ReadOnlySpan<byte> packet, LinkAddress from, TimeSpan now)
    {
        if (!HandshakePackets.TryReadRequest(packet, out ClientHello hello))
        {
            _counters.CountUnreadable(packet.Length, HandshakePackets.RequestBytes);
            return;
        }

        if (!Agrees(hello, from))
            return;

        Span<byte> cookie = stackalloc byte[HandshakeCookie.Bytes];
        HandshakeCookie.Write(cookie, _secret, from, hello.Salt, now);
        if (_link.Send(HandshakePackets.WriteChallenge(_sendBuffer, hello.Salt, cookie), from))
            _counters.ChallengesSent++;
    }

    /// <summary>Checks a response and the address it came from.</summary>
    /// <param name="packet">The datagram.</param>
    /// <param name="from">Its sender.</param>
    /// <param name="now">The cookie's age is taken against this.</param>
    /// <param name="cookie">The cookie, to be consumed when it makes a session.</param>
    /// <param name="client">What the response proved.</param>
    public bool TryProve(
        ReadOnlySpan<byte> packet,
        LinkAddress from,
        TimeSpan now,
        out ReadOnlySpan<byte> cookie,
        out ProvenClient client)
    {
        client = default;
        if (!HandshakePackets.TryReadResponse(packet, out ClientHello hello, out cookie, out int maxPayloadBytes))
        {
            _counters.CountUnreadable(packet.Length, HandshakePackets.ResponseBytes);
            return false;
        }

        if (!TryProve(cookie, from, hello.Salt, maxPayloadBytes, now, out ulong issuedAtMilliseconds))
            return false;
        client = new ProvenClient(hello.Salt, hello.SchemaHash, maxPayloadBytes, issuedAtMilliseconds);
        return Agrees(hello, from);
    }

    /// <summary>Checks a cookie: that its bringer receives at the address that it sends from.</summary>
    /// <returns>False: it does not, or offers too small a payload; counted.</returns>
    public bool TryProve(
        ReadOnlySpan<byte> cookie,
        LinkAddress from,
        ulong clientSalt,
        int maxPayloadBytes,
        TimeSpan now,
        out ulong issuedAtMilliseconds)
    {
        bool proven = HandshakeCookie.TryRead(
            cookie, _secret, from, clientSalt, now, _options.ChallengeLifetime, out issuedAtMilliseconds);
        if (proven && maxPayloadBytes >= TransportOptions.MinPayloadBytes)
            return true;
        _counters.HandshakesRejected++;
        return false;
    }

    /// <summary>Uses a cookie up.</summary>
    /// <returns>False: it made a session before.</returns>
    public bool TryConsume(ReadOnlySpan<byte> cookie)
    {
        if (_consumed.Contains(cookie))
        {
            _counters.HandshakesRejected++;
            return false;
        }

        _consumed.Add(cookie);
        return true;
    }

    public void Accept(LinkAddress to, ulong clientSalt, ulong serverSalt, ulong sessionId) =>
        _link.Send(
            HandshakePackets.WriteAccepted(_sendBuffer, clientSalt, serverSalt, sessionId, _options.MaxPayloadBytes),
            to);

    public void Deny(LinkAddress to, ulong clientSalt, DisconnectReason reason)
    {
        if (_link.Send(HandshakePackets.WriteDenied(_sendBuffer, clientSalt, reason), to))
            _counters.DenialsSent++;
    }

    /// <summary>
    /// The same to who has proven its address: its connection, where it has one, closes after it. A request alone may
    /// bear the address of somebody who is connected over another of a server's links.
    /// </summary>
    public void DenyProven(LinkAddress to, ulong clientSalt, DisconnectReason reason)
    {
        Deny(to, clientSalt, reason);
        _link.Close(to);
    }

    /// <summary>Whether both sides speak of the same; if not, the client is told.</summary>
    public bool Agrees(in ClientHello hello, LinkAddress from)
    {
        if (hello.Version != HandshakePackets.Version || hello.ProtocolId != _options.ProtocolId)
            Deny(from, hello.Salt, DisconnectReason.ProtocolMismatch);
        else if (hello.SchemaHash != _options.SchemaHash && !_options.AllowOtherSchema)
            Deny(from, hello.Salt, DisconnectReason.SchemaMismatch);
        else if (hello.ChannelHash != _channelHash)
            Deny(from, hello.Salt, DisconnectReason.ChannelMismatch);
        else
            return true;
        return false;
    }
}
