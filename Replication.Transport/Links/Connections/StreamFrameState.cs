namespace Replication.Transport;

/// <summary>What the beginning of a stream's unread bytes is.</summary>
internal enum StreamFrameState
{
    /// <summary>A whole frame.</summary>
    Whole,

    /// <summary>The beginning of one.</summary>
    Unfinished,

    /// <summary>Nothing that could become one.</summary>
    Bad,
}
