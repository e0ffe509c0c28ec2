namespace Replication.Transport;

/// <summary>The running counts behind <see cref="TransportStatistics"/>; the same names mean the same.</summary>
internal sealed class TransportCounters
{
    public long DatagramsReceived;
    public long BytesReceived;
    public long Garbage;
    public long Truncated;
    public long Oversized;
    public long UnknownSender;
    public long BadSeal;
    public long HandshakesRejected;
    public long ChallengesSent;
    public long DenialsSent;
    public long SessionsConnected;

    public TransportStatistics Snapshot() => new()
    {
        DatagramsReceived = DatagramsReceived,
        BytesReceived = BytesReceived,
        Garbage = Garbage,
        Truncated = Truncated,
        Oversized = Oversized,
        UnknownSender = UnknownSender,
        BadSeal = BadSeal,
        HandshakesRejected = HandshakesRejected,
        ChallengesSent = ChallengesSent,
        DenialsSent = DenialsSent,
        SessionsConnected = SessionsConnected,
    };

    /// <summary>Counts a datagram and says whether it is worth a look.</summary>
    public bool TryAdmit(int lengthBytes, int maxDatagramBytes)
    {
        DatagramsReceived++;
        BytesReceived += lengthBytes;
        if (lengthBytes > maxDatagramBytes)
        {
            Oversized++;
            return false;
        }

        if (lengthBytes >= PacketHeader.MinBytes)
            return true;
        Truncated++;
        return false;
    }

    /// <summary>Counts a handshake packet that could not be read.</summary>
    public void CountUnreadable(int lengthBytes, int expectedBytes)
    {
        if (lengthBytes < expectedBytes)
            Truncated++;
        else if (lengthBytes > expectedBytes)
            Garbage++;
        else
            HandshakesRejected++;
    }
}
