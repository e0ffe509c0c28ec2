using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>Gives each session a handler of its own, and writes down beginnings and ends.</summary>
internal sealed class RecordingAcceptor : ISessionAcceptor
{
    public List<Session> Connections { get; } = [];

    public List<(Session Session, DisconnectReason Reason)> Ends { get; } = [];

    public Dictionary<Session, RecordingHandler> Handlers { get; } = [];

    public Action<Session>? OnConnected { get; set; }

    public Action<Session>? OnDisconnected { get; set; }

    public ISessionHandler Connected(Session session)
    {
        Connections.Add(session);
        OnConnected?.Invoke(session);
        return Handlers[session] = new RecordingHandler();
    }

    public void Disconnected(Session session, DisconnectReason reason)
    {
        Ends.Add((session, reason));
        OnDisconnected?.Invoke(session);
    }
}
