using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>What a handshake has agreed on.</summary>
internal readonly record struct SessionTerms(int MaxPayloadBytes, ulong SchemaHash)
{
    public ulong ClientSalt { get; init; }

    public ulong ClientId { get; init; }

    public ReadOnlyMemory<byte> UserData { get; init; }
}

/// <summary>
/// A server's sessions, from their beginning to the last word to the acceptor. How a datagram finds its session is the
/// <see cref="IServerProtocol"/>'s.
/// </summary>
internal sealed class SessionRoster
{
    private readonly ILink _link;
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ISessionAcceptor _acceptor;
    private readonly TransportCounters _counters;
    private readonly List<Session> _sessions = [];
    private readonly SessionMemory _memory;
    private ulong _lastSessionId;

    public SessionRoster(
        ILink link,
        TransportOptions options,
        TimeProvider time,
        ISessionAcceptor acceptor,
        TransportCounters counters)
    {
        _link = link;
        _options = options;
        _time = time;
        _acceptor = acceptor;
        _counters = counters;
        _memory = new SessionMemory(options.MaxDatagramBytes);
    }

    public ReadOnlySpan<Session> Sessions => CollectionsMarshal.AsSpan(_sessions);

    public bool HasRoom => CountLive() < _options.MaxSessions;

    /// <summary>Makes a session that the acceptor does not know yet.</summary>
    public Session Begin(LinkAddress from, IPacketSeal seal, in SessionTerms terms)
    {
        int maxPayloadBytes = Math.Min(_options.MaxPayloadBytes, terms.MaxPayloadBytes);
        var session = new Session(from)
        {
            ClientSalt = terms.ClientSalt,
            PeerSchemaHash = terms.SchemaHash,
            ClientId = terms.ClientId,
            UserData = terms.UserData,
        };
        var traffic = new SessionTraffic(_link, from, seal, _options, _time, _memory, maxPayloadBytes);
        session.Begin(traffic, ++_lastSessionId, maxPayloadBytes);
        _sessions.Add(session);
        _counters.SessionsConnected++;
        return session;
    }

    /// <summary>
    /// Tells the acceptor. A session whose acceptor threw has nobody to receive for it: it ends, and the exception goes
    /// on to the caller.
    /// </summary>
    public void Introduce(Session session)
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

    /// <summary>Ends a session for the one that takes its place, and takes it out.</summary>
    public void Replace(Session former)
    {
        former.End(DisconnectReason.Replaced);
        _sessions.Remove(former);
        _acceptor.Disconnected(former, former.Reason);
    }

    // By index: a callback may disconnect any session, which only marks it.
    public void Update(TimeSpan now)
    {
        for (int index = 0; index < _sessions.Count; index++)
            _sessions[index].Update(now);
    }

    public void Flush(TimeSpan now)
    {
        for (int index = 0; index < _sessions.Count; index++)
            _sessions[index].Flush(now);
    }

    public void DisconnectAll()
    {
        for (int index = 0; index < _sessions.Count; index++)
            _sessions[index].Disconnect();
    }

    /// <summary>Takes out what has ended.</summary>
    /// <param name="protocol">Lets go of its way to the session.</param>
    public void RemoveEnded(IServerProtocol protocol)
    {
        for (int index = _sessions.Count - 1; index >= 0; index--)
        {
            // A callback below may have come back here through Flush and shortened the list.
            if (index >= _sessions.Count || _sessions[index].State == SessionState.Connected)
                continue;
            Session ended = _sessions[index];
            _sessions.RemoveAt(index);
            protocol.Forget(ended);
            // A client that left by itself closes its connection too, or wants another session in it.
            if (ended.Reason != DisconnectReason.ClosedByPeer)
                _link.Close(ended.Remote);
            _acceptor.Disconnected(ended, ended.Reason);
        }
    }

    private int CountLive()
    {
        int count = 0;
        foreach (Session session in _sessions)
            count += session.State == SessionState.Connected ? 1 : 0;
        return count;
    }
}
