namespace Replication.Transport;

/// <summary>What a channel promises of its messages.</summary>
public enum ChannelMode
{
    /// <summary>Each message at most once, in any order. Nothing is sent again.</summary>
    Unreliable,

    /// <summary>Each message at most once and never after a newer one. Nothing is sent again.</summary>
    Sequenced,

    /// <summary>
    /// Each message exactly once, in the order of sending. A lost one holds back what was sent after it.
    /// </summary>
    ReliableOrdered,

    /// <summary>Each message exactly once, each as soon as it is whole.</summary>
    ReliableUnordered,

    /// <summary>
    /// Large messages, each exactly once, in the order of sending, in blocks that are compressed where that makes them
    /// smaller.
    /// </summary>
    Bulk,
}
