namespace Replication.Transport;

/// <summary>Sums over sessions. Counts never fall: those of ended sessions stay in them.</summary>
internal struct SessionSums
{
    public long Count;
    public long BytesSent;
    public long BytesReceived;
    public long BytesLost;
    public long BytesRetransmitted;
    public long PacketsSent;
    public long PacketsReceived;
    public long PacketsLost;
    public long PacketsDuplicate;
    public long PacketsStale;
    public long PacketsRejected;
    public long PacketsOverLimit;
    public long KeyChangesSent;
    public long KeyChangesReceived;
    public long MessagesSent;
    public long MessagesReceived;
    public long MessagesLost;

    /// <summary>Means over the sessions that live, but for the rate, which is their sum.</summary>
    public double RoundTripSeconds;
    public double JitterSeconds;
    public double LossRatio;
    public double QueueSeconds;
    public double BytesPerSecond;

    public void AddCounts(in SessionStatistics session)
    {
        BytesSent += session.BytesSent;
        BytesReceived += session.BytesReceived;
        BytesLost += session.BytesLost;
        BytesRetransmitted += session.MessageBytesRetransmitted;
        PacketsSent += session.PacketsSent;
        PacketsReceived += session.PacketsReceived;
        PacketsLost += session.PacketsLost;
        PacketsDuplicate += session.PacketsDuplicate;
        PacketsStale += session.PacketsStale;
        PacketsRejected += session.PacketsRejected;
        PacketsOverLimit += session.PacketsOverLimit;
        KeyChangesSent += session.KeyChangesSent;
        KeyChangesReceived += session.KeyChangesReceived;
        MessagesSent += session.MessagesSent;
        MessagesReceived += session.MessagesReceived;
        MessagesLost += session.MessagesLost;
    }

    public void AddState(in SessionStatistics session)
    {
        Count++;
        RoundTripSeconds += session.SmoothedRoundTripTime.TotalSeconds;
        JitterSeconds += session.Jitter.TotalSeconds;
        LossRatio += session.LossRatio;
        QueueSeconds += session.QueueDelay.TotalSeconds;
        BytesPerSecond += session.BytesPerSecond;
    }

    public void Average()
    {
        double count = Math.Max(1, Count);
        RoundTripSeconds /= count;
        JitterSeconds /= count;
        LossRatio /= count;
        QueueSeconds /= count;
    }
}

/// <summary>Keeps the sums: of the sessions that live, and what those that ended had at their end.</summary>
internal sealed class SessionTotals
{
    private readonly HashSet<Session> _known = [];
    private readonly List<Session> _live = [];
    private SessionSums _ended;

    /// <summary>Takes new sessions in, and sums up.</summary>
    public SessionSums Update(ReadOnlySpan<Session> sessions)
    {
        foreach (Session session in sessions)
        {
            if (session.State == SessionState.Connected && _known.Add(session))
                _live.Add(session);
        }

        SessionSums sums = _ended;
        for (int index = _live.Count - 1; index >= 0; index--)
        {
            SessionStatistics statistics = _live[index].Statistics;
            sums.AddCounts(statistics);
            if (_live[index].State == SessionState.Connected)
                sums.AddState(statistics);
            else
                End(index, statistics);
        }

        sums.Average();
        return sums;
    }

    private void End(int index, in SessionStatistics statistics)
    {
        _ended.AddCounts(statistics);
        _known.Remove(_live[index]);
        _live.RemoveAt(index);
    }
}
