namespace Replication.Transport;

/// <summary>
/// Is told of the sessions that a server's clients begin and end, on the thread that runs the server.
/// </summary>
public interface ISessionAcceptor
{
    /// <summary>A client has connected. The session may be sent to, and disconnected, from here on.</summary>
    /// <param name="session">The new session.</param>
    /// <returns>Who receives what comes through it.</returns>
    ISessionHandler Connected(Session session);

    /// <summary>
    /// A session has ended: called exactly once for each that was connected, from inside <see
    /// cref="TransportServer"/>'s Receive, Flush or Dispose, whichever comes first after the end.
    /// </summary>
    /// <param name="session">The session, ended already.</param>
    /// <param name="reason">Why.</param>
    void Disconnected(Session session, DisconnectReason reason);
}
