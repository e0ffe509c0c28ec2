namespace Replication.Transport;

/// <summary>Why a datagram was ignored. In the order of what it costs to find out.</summary>
internal enum NetcodeRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Shorter than any packet, or not as long as its kind is.</summary>
    WrongLength,

    /// <summary>No kind, or one that this side does not expect now.</summary>
    UnexpectedKind,

    /// <summary>A sequence number of no or of more than eight bytes, or one that the kind never has.</summary>
    BadSequence,

    /// <summary>Nobody with a key has this address.</summary>
    UnknownSender,

    /// <summary>Not netcode 1.02.</summary>
    WrongVersion,

    /// <summary>Another game.</summary>
    WrongProtocol,

    /// <summary>The token's time is over.</summary>
    TokenExpired,

    /// <summary>The token may have been used before this server's start, with the same keys and numbers.</summary>
    TokenBeforeStart,

    /// <summary>The token lives longer than the server allows.</summary>
    TokenTooLong,

    /// <summary>The token has had its slot, or came from another address first.</summary>
    TokenUsed,

    /// <summary>The history has no room for a new token.</summary>
    HistoryFull,

    /// <summary>A client with this address or this id is connected.</summary>
    AlreadyConnected,

    /// <summary>Seen before, or too old to tell.</summary>
    Replayed,

    /// <summary>Sealed with another key, or damaged.</summary>
    NotOpened,

    /// <summary>A token that does not open, or that opens and is none.</summary>
    BadToken,

    /// <summary>The token is for other servers.</summary>
    OtherServer,

    /// <summary>A challenge that does not open, or that another token asked for.</summary>
    BadChallenge,

    /// <summary>Too many clients are between request and slot.</summary>
    PendingFull,

    /// <summary>No free slot; the client is told so.</summary>
    ServerFull,

    /// <summary>The last number that a key may seal with was given out.</summary>
    SequencesUsedUp,
}
