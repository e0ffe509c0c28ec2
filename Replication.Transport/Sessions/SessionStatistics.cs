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

    /// <summary>Bytes of those.</summary>
    public long BytesLost { get; init; }

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
    /// How often this side has changed the key of its packets (<see cref="TransportOptions.RekeyInterval"/>); 0 in a
    /// session without keys of its own.
    /// </summary>
    public long KeyChangesSent { get; init; }

    /// <summary>How often the peer has, as far as its packets have come.</summary>
    public long KeyChangesReceived { get; init; }

    /// <summary>
    /// Messages that all channels queued; <see cref="Session.GetChannelStatistics"/> has each channel's.
    /// </summary>
    public long MessagesSent { get; init; }

    /// <summary>Messages that all channels handed out.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>
    /// Received messages of unreliable and sequenced channels that were given up because not all their fragments came
    /// in time.
    /// </summary>
    public long MessagesLost { get; init; }

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
    /// How much the round trip time changes from sample to sample, smoothed (gain 1/16, as RFC 3550 does it for arrival
    /// times); zero before the second.
    /// </summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>
    /// The queue on the path, as the congestion control saw it last; zero where there is no such control.
    /// </summary>
    public TimeSpan QueueDelay { get; init; }

    /// <summary>
    /// What the congestion control allows, in bytes of datagrams a second; 0 where there is no such control.
    /// </summary>
    public long BytesPerSecond { get; init; }

    /// <summary>What <see cref="Session.AvailableBytes"/> says now.</summary>
    public int AvailableBytes { get; init; }

    /// <summary>
    /// The share of lost packets among those resolved lately, 0 to 1; smoothed over about 32 packets.
    /// </summary>
    public double LossRatio { get; init; }

    /// <summary>How long the session has been connected, or had been when it ended.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>When the session became connected; zero before that.</summary>
    public TimeSpan ConnectedAt { get; init; }
}
