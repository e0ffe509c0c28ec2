using System.Diagnostics;
using Replication.Runtime;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>One headless client of a match.</summary>
internal sealed class MatchClient : IDisposable
{
    private readonly int _number;
    private readonly long _epoch;
    private readonly ReplicationClient _client;
    private double _ageSum;
    private int _ageCount;
    private long _reportedBytes;
    private long _reportedAt = Stopwatch.GetTimestamp();

    /// <param name="number">Its number, from zero.</param>
    /// <param name="link">Leads to the server; disposed with the client.</param>
    /// <param name="token">Lets it in.</param>
    /// <param name="epoch">The server's tick zero, as a timestamp of this process.</param>
    public MatchClient(int number, ILink link, ConnectToken token, long epoch)
    {
        _number = number;
        _epoch = epoch;
        var world = new WorldStore(ReplicationSchema.Table);
        _client = new ReplicationClient(
            link, token, ReplicationSchema.Table, world, new ReplicationOptions(), TimeProvider.System);
        _client.Connect();
    }

    public void Tick()
    {
        _client.Tick();
        if (_client.AppliedTick.Value == 0) return;
        TimeSpan shown = _client.AppliedTick.Value * MatchPace.NetworkInterval;
        _ageSum += (Stopwatch.GetElapsedTime(_epoch) - shown).TotalMilliseconds;
        _ageCount++;
    }

    public ClientReport Report(bool withHash)
    {
        Session session = _client.Session;
        long bytes = session.Statistics.BytesReceived;
        double seconds = Stopwatch.GetElapsedTime(_reportedAt).TotalSeconds;
        string state =
            session.Reason == DisconnectReason.None ? $"{session.State}" : $"{session.State}: {session.Reason}";
        var report = new ClientReport(
            _number, session.Id, state, (bytes - _reportedBytes) / seconds,
            session.Statistics.SmoothedRoundTripTime.TotalMilliseconds, _client.AppliedTick.Value,
            _ageSum / Math.Max(1, _ageCount), withHash ? _client.Hash() : null);
        _reportedBytes = bytes;
        _reportedAt = Stopwatch.GetTimestamp();
        (_ageSum, _ageCount) = (0, 0);
        return report;
    }

    public void Dispose() => _client.Dispose();
}
