namespace Replication.Transport;

/// <summary>
/// What one session has carried so far. Packets and bytes count from its beginning; bytes are those of datagrams, with
/// the packet header and the seal but without IP and UDP headers.
/// </summary>
public readonly record struct SessionStatistics
{
    /// <summary>Packets that the link took, heartbeats and pure acks included.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Bytes of those.</summary>
    public long BytesSent { get; init; }

    /// <summary>Packets that opened, whatever became of them after that.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>Bytes of those.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Sent packets with a payload or messages that the peer acknowledged.</summary>
    public long PacketsDelivered { get; init; }

    /// <summary>Sent packets with a payload or messages that were taken for lost.</summary>
    public long PacketsLost { get; init; }

    /// <summary>Sent packets with a payload or messages that are neither yet.</summary>
    public int PacketsInFlight { get; init; }

    /// <summary>Acks that came for packets already taken for lost: how often loss detection was wrong.</summary>
    public long AcksAfterLoss { get; init; }

    /// <summary>Packets that came a second time and were dropped.</summary>
    public long PacketsDuplicate { get; init; }

    /// <summary>Packets that came too late to be told from duplicates and were dropped.</summary>
    public long PacketsStale { get; init; }

    /// <summary>
    /// Packets that were dropped because the seal did not open, an ack was impossible or the payload malformed, and the
    /// one whose messages ended the session.
    /// </summary>
    public long PacketsRejected { get; init; }

    /// <summary>
    /// Packets that were dropped unopened because the peer had used up what it may bring within one Receive:
    /// <see cref="TransportOptions.MaxPacketsPerReceive"/> and <see cref="TransportOptions.MaxBytesPerReceive"/>.
    /// </summary>
    public long PacketsOverLimit { get; init; }

    /// <summary>Packets that the link refused.</summary>
    public long SendFailures { get; init; }

    /// <summary>
    /// Messages that all channels queued; <see cref="Session.GetChannelStatistics"/> has each channel's.
    /// </summary>
    public long MessagesSent { get; init; }

    /// <summary>Messages that all channels handed out.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Bytes of messages that were sent again after a loss.</summary>
    public long MessageBytesRetransmitted { get; init; }

    /// <summary>
    /// Round trip time, smoothed (RFC 6298), without the peer's ack delay; zero before the first ack.
    /// </summary>
    public TimeSpan SmoothedRoundTripTime { get; init; }

    /// <summary>The smallest sample of it; zero before the first ack.</summary>
    public TimeSpan MinRoundTripTime { get; init; }

    /// <summary>Its mean deviation (RFC 6298's RTTVAR), a measure of jitter; zero before the first ack.</summary>
    public TimeSpan RoundTripTimeVariance { get; init; }

    /// <summary>
    /// The share of lost packets among those resolved lately, 0 to 1; smoothed over about 32 packets.
    /// </summary>
    public double LossRatio { get; init; }

    /// <summary>When the session became connected; zero before that.</summary>
    public TimeSpan ConnectedAt { get; init; }
}
