namespace Replication.Transport;

/// <summary>Why a session ended. Every way in which one ends has its reason.</summary>
public enum DisconnectReason
{
    /// <summary>It has not ended, or never began.</summary>
    None,

    /// <summary>This side closed it.</summary>
    Closed,

    /// <summary>The peer closed it and said so.</summary>
    ClosedByPeer,

    /// <summary>
    /// This side closed it because the peer sent what it may not; <see cref="Session.Violation"/> says what, where it
    /// was found in the channels.
    /// </summary>
    Misbehaved,

    /// <summary>The peer closed it because of what this side sent.</summary>
    RejectedByPeer,

    /// <summary>Nothing came for <see cref="TransportOptions.Timeout"/>, here or, as it says, at the peer.</summary>
    Timeout,

    /// <summary>Client: no session came about within <see cref="TransportOptions.ConnectTimeout"/>.</summary>
    ConnectTimeout,

    /// <summary>Client: the server has <see cref="TransportOptions.MaxSessions"/> already.</summary>
    ServerFull,

    /// <summary>Client: the server speaks another protocol, or another version of the packet layer.</summary>
    ProtocolMismatch,

    /// <summary>
    /// The server was built with other components or messages, and the client cannot read them. On a server: the client
    /// said so.
    /// </summary>
    SchemaMismatch,

    /// <summary>Client: the server has other channels, or other limits of them.</summary>
    ChannelMismatch,

    /// <summary>
    /// Client: one side has connect tokens and the other has not; see <see cref="TransportOptions.Security"/>.
    /// </summary>
    SecurityMismatch,

    /// <summary>
    /// Client: the server does not take the connect token. It has expired, was used, is for other servers or was made
    /// with another private key. The backend makes another one.
    /// </summary>
    TokenRefused,

    /// <summary>
    /// Server: the same client has begun a new session, as one does that was killed and started again. It is the same
    /// when its token says so, and without tokens when it comes from the same address.
    /// </summary>
    Replaced,
}
