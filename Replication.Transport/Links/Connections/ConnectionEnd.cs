namespace Replication.Transport;

/// <summary>Why a connection of a link ended, or was not let in.</summary>
public enum ConnectionEnd
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>The link was disposed.</summary>
    LinkDisposed,

    /// <summary>The peer closed it.</summary>
    PeerClosed,

    /// <summary>The peer closed it in the middle of a datagram.</summary>
    Truncated,

    /// <summary>The system or the peer broke it, or it could not be made: refused, reset, no route.</summary>
    Failed,

    /// <summary>
    /// TLS did not come about: a certificate that was not accepted, no TLS at the other end, or one below 1.2.
    /// </summary>
    TlsFailed,

    /// <summary>
    /// It was not open, or on a server had not brought a whole datagram, within
    /// <see cref="ConnectionOptions.OpenTimeout"/>.
    /// </summary>
    OpenTimedOut,

    /// <summary>
    /// It ended before it had become a WebSocket: TLS did not come about, the request was another, or the peer left.
    /// </summary>
    NotUpgraded,

    /// <summary>A datagram was not finished within <see cref="ConnectionOptions.FrameTimeout"/>.</summary>
    FrameTimedOut,

    /// <summary>Nothing came for <see cref="ConnectionOptions.IdleTimeout"/>.</summary>
    Idle,

    /// <summary>What came is no datagram: empty, larger than allowed, or text.</summary>
    BadFrame,

    /// <summary>Not let in: there were <see cref="ConnectionOptions.MaxConnections"/>.</summary>
    Full,

    /// <summary>
    /// Not let in: its host had <see cref="ConnectionOptions.MaxConnectionsPerHost"/>, or it has the address of another
    /// one.
    /// </summary>
    HostFull,

    /// <summary>
    /// Not let in: within a second its host began more than <see cref="ConnectionOptions.MaxOpensPerSecondPerHost"/>.
    /// Nothing was done for it, TLS least of all, and the others' rate is none the less.
    /// </summary>
    HostTooFast,

    /// <summary>
    /// Not let in: within a second more began than <see cref="ConnectionOptions.MaxOpensPerSecond"/>. Nothing was done
    /// for it, TLS least of all.
    /// </summary>
    TooFast,

    /// <summary>
    /// Not let in: there were <see cref="ConnectionOptions.MaxOpening"/> that had not brought their first datagram.
    /// </summary>
    OpeningFull,

    /// <summary>This end closed it, as a server does when the session in it has ended or was refused.</summary>
    Closed,
}
