namespace Replication.Transport;

/// <summary>Why a netcode connection ended, or did not come about.</summary>
internal enum NetcodeEndReason
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>This side closed it.</summary>
    Closed,

    /// <summary>The other side closed it and said so.</summary>
    ClosedByPeer,

    /// <summary>Nothing came for the token's timeout. The standard's -4.</summary>
    TimedOut,

    /// <summary>Client: the last server did not answer the request within the token's timeout. -2.</summary>
    RequestTimedOut,

    /// <summary>Client: the last server did not answer the response within the token's timeout. -3.</summary>
    ResponseTimedOut,

    /// <summary>Client: the last server is full. -1.</summary>
    Denied,

    /// <summary>Client: the token's lifetime ran out before a server took it. -6.</summary>
    TokenExpired,

    /// <summary>A key has sealed all the packets that it may: 2^63.</summary>
    SequencesUsedUp,
}
