namespace Replication.Transport;

/// <summary>Where a session stands. Drawn in docs/session-states.md.</summary>
public enum SessionState
{
    /// <summary>Not begun, or ended: <see cref="Session.Reason"/> says which.</summary>
    Disconnected,

    /// <summary>Client only: asking, not answered yet.</summary>
    Connecting,

    /// <summary>Client only: the server has asked for the proof of address, which is on its way.</summary>
    Challenged,

    /// <summary>Payloads travel.</summary>
    Connected,
}
