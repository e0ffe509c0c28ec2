namespace Replication.Transport;

/// <summary>How the packets of sealed sessions look. Both are entered with the same connect tokens.</summary>
public enum SealedProtocol
{
    /// <summary>
    /// The sessions' own: keys for each session from the token and both sides' random numbers, changed again and again;
    /// a client whose address changes keeps its session; the fewest bytes and the least time. The default.
    /// </summary>
    Replication,

    /// <summary>
    /// netcode 1.02, byte for byte: what servers and tools of that standard can read as far as payloads, in which the
    /// sessions' packets travel.
    /// </summary>
    Netcode,
}
