namespace Replication.Transport;

/// <summary>The running counts behind <see cref="SessionStatistics"/>; the same names mean the same.</summary>
internal sealed class SessionCounters
{
    private const double LossGain = 1.0 / 32;

    public long PacketsSent;
    public long BytesSent;
    public long PacketsReceived;
    public long BytesReceived;
    public long PacketsDelivered;
    public long PacketsLost;
    public long BytesLost;
    public long AcksAfterLoss;
    public long PacketsDuplicate;
    public long PacketsStale;
    public long PacketsRejected;
    public long PacketsOverLimit;
    public long SendFailures;
    public double LossRatio;
    public TimeSpan ConnectedAt;

    public void CountSent(int lengthBytes)
    {
        PacketsSent++;
        BytesSent += lengthBytes;
    }

    public void CountReceived(int lengthBytes)
    {
        PacketsReceived++;
        BytesReceived += lengthBytes;
    }

    public void CountDelivered()
    {
        PacketsDelivered++;
        LossRatio -= LossRatio * LossGain;
    }

    public void CountLost(int lengthBytes)
    {
        PacketsLost++;
        BytesLost += lengthBytes;
        LossRatio += (1 - LossRatio) * LossGain;
    }

    public SessionStatistics Snapshot(
        int packetsInFlight, in RoundTripEstimator roundTrip, ChannelTable channels)
    {
        long messagesSent = 0;
        long messagesReceived = 0;
        long messagesLost = 0;
        long bytesRetransmitted = 0;
        for (int channel = 0; channel < channels.Count; channel++)
        {
            ChannelStatistics statistics = channels.StatisticsOf(channel);
            messagesSent += statistics.MessagesSent;
            messagesReceived += statistics.MessagesReceived;
            messagesLost += statistics.MessagesIncomplete;
            bytesRetransmitted += statistics.BytesRetransmitted;
        }

        return new SessionStatistics
        {
            PacketsSent = PacketsSent,
            BytesSent = BytesSent,
            PacketsReceived = PacketsReceived,
            BytesReceived = BytesReceived,
            PacketsDelivered = PacketsDelivered,
            PacketsLost = PacketsLost,
            BytesLost = BytesLost,
            PacketsInFlight = packetsInFlight,
            AcksAfterLoss = AcksAfterLoss,
            PacketsDuplicate = PacketsDuplicate,
            PacketsStale = PacketsStale,
            PacketsRejected = PacketsRejected,
            PacketsOverLimit = PacketsOverLimit,
            SendFailures = SendFailures,
            MessagesSent = messagesSent,
            MessagesReceived = messagesReceived,
            MessagesLost = messagesLost,
            MessageBytesRetransmitted = bytesRetransmitted,
            SmoothedRoundTripTime = roundTrip.Smoothed,
            MinRoundTripTime = roundTrip.Min,
            RoundTripTimeVariance = roundTrip.Variance,
            Jitter = roundTrip.Jitter,
            LossRatio = LossRatio,
            ConnectedAt = ConnectedAt,
        };
    }
}
