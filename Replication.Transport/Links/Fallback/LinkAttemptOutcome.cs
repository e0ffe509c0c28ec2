namespace Replication.Transport;

/// <summary>What came of one attempt.</summary>
public enum LinkAttemptOutcome
{
    /// <summary>It is under way.</summary>
    Trying,

    /// <summary>The server answered: this is the link.</summary>
    Answered,

    /// <summary>Nothing came within <see cref="ClientLinkOptions.AttemptTimeout"/>.</summary>
    NoAnswer,

    /// <summary>The connection failed, or the system had no socket for it.</summary>
    Failed,

    /// <summary>The host's name has no address.</summary>
    NotFound,

    /// <summary>This platform has no such link.</summary>
    NotHere,
}
