namespace Replication.Transport;

/// <summary>A packet that was just found delivered or lost.</summary>
/// <param name="Sequence">Its number as it travelled.</param>
/// <param name="SentAt">When it was handed to the link.</param>
/// <param name="HasPayload">Whether somebody is told about it.</param>
/// <param name="HasMessages">Whether the channels are.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Burst">What the congestion control wrote down when it was sent.</param>
internal readonly record struct SentPacket(
    Sequence Sequence, TimeSpan SentAt, bool HasPayload, bool HasMessages, ushort Bytes, ushort Burst)
{
    /// <summary>False for heartbeats and pure acks: nothing hangs on them.</summary>
    public bool Matters => HasPayload || HasMessages;
}

/// <summary>What an ack of one packet changed.</summary>
internal enum AckOutcome
{
    /// <summary>Nothing: acked before, or too long ago to tell.</summary>
    Known,

    /// <summary>The packet was in flight and is delivered.</summary>
    Delivered,

    /// <summary>The packet had been taken for lost; it stays lost.</summary>
    AfterLoss,
}
