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
    public long TokensExpired;
    public long TokensTooLong;
    public long TokensBeforeStart;
    public long TokensUsed;
    public long TokensOverHistory;
    public long TokensForOtherServers;
    public long TokensNotGenuine;

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
        TokensExpired = TokensExpired,
        TokensTooLong = TokensTooLong,
        TokensBeforeStart = TokensBeforeStart,
        TokensUsed = TokensUsed,
        TokensOverHistory = TokensOverHistory,
        TokensForOtherServers = TokensForOtherServers,
        TokensNotGenuine = TokensNotGenuine,
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

    /// <summary>Counts a sealed packet that no session accounts for.</summary>
    public void Count(Reception reception)
    {
        if (reception == Reception.Malformed)
            Garbage++;
        else if (reception == Reception.BadSeal)
            BadSeal++;
    }

    /// <summary>Counts why a token gave nobody a session.</summary>
    public void Count(NetcodeRefusal refusal)
    {
        ref long count = ref TokensNotGenuine;
        switch (refusal)
        {
            case NetcodeRefusal.TokenExpired:
                count = ref TokensExpired;
                break;
            case NetcodeRefusal.TokenTooLong:
                count = ref TokensTooLong;
                break;
            case NetcodeRefusal.TokenBeforeStart:
                count = ref TokensBeforeStart;
                break;
            case NetcodeRefusal.TokenUsed:
                count = ref TokensUsed;
                break;
            case NetcodeRefusal.HistoryFull:
                count = ref TokensOverHistory;
                break;
            case NetcodeRefusal.OtherServer:
                count = ref TokensForOtherServers;
                break;
        }

        count++;
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
