namespace Replication.Transport;

/// <summary>What became of a sealed packet.</summary>
internal enum Reception
{
    /// <summary>Taken in, or dropped and counted by the session.</summary>
    Handled,

    /// <summary>No writer makes such a header.</summary>
    Malformed,

    /// <summary>Not from the peer of this session.</summary>
    BadSeal,

    /// <summary>The peer has ended the session.</summary>
    Closed,

    /// <summary>The peer broke the rules of its channels, or sent a message that the handler refused.</summary>
    Misbehaved,
}
