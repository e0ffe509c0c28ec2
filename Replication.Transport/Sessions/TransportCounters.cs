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
    public long TokensUsed;
    public long TokensOverHistory;
    public long TokensForOtherServers;
    public long TokensNotGenuine;

    /// <param name="netcode">What was ignored below the sessions, where they travel in netcode's payloads.</param>
    public TransportStatistics Snapshot(NetcodeCounters? netcode) => new()
    {
        DatagramsReceived = DatagramsReceived,
        BytesReceived = BytesReceived,
        Garbage = Garbage + (netcode?.Garbage ?? 0),
        Truncated = Truncated,
        Oversized = Oversized,
        UnknownSender = UnknownSender + (netcode?[NetcodeRefusal.UnknownSender] ?? 0),
        BadSeal = BadSeal + (netcode?[NetcodeRefusal.NotOpened] ?? 0),
        HandshakesRejected = HandshakesRejected + (netcode?.Handshakes ?? 0),
        ChallengesSent = ChallengesSent,
        DenialsSent = DenialsSent,
        SessionsConnected = SessionsConnected,
        TokensExpired = TokensExpired + (netcode?[NetcodeRefusal.TokenExpired] ?? 0),
        TokensTooLong = TokensTooLong + (netcode?[NetcodeRefusal.TokenTooLong] ?? 0),
        TokensBeforeStart = netcode?[NetcodeRefusal.TokenBeforeStart] ?? 0,
        TokensUsed = TokensUsed + (netcode?[NetcodeRefusal.TokenUsed] ?? 0),
        TokensOverHistory = TokensOverHistory + (netcode?[NetcodeRefusal.HistoryFull] ?? 0),
        TokensForOtherServers = TokensForOtherServers + (netcode?[NetcodeRefusal.OtherServer] ?? 0),
        Replayed = netcode?[NetcodeRefusal.Replayed] ?? 0,
        TokensNotGenuine = TokensNotGenuine + (netcode?[NetcodeRefusal.BadToken] ?? 0),
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
