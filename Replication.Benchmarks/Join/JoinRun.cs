using System.Diagnostics;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>A world in play that one client after the other joins and leaves.</summary>
internal sealed class JoinRun : IDisposable
{
    private const double PatienceSeconds = 60;
    private const int WarmUpSeconds = 2;

    private readonly WorldOptions _options;
    private readonly WorldScene _scene;
    private readonly WorldPeers _peers;
    private readonly ReplicationServer _server;

    public JoinRun(WorldOptions options)
    {
        _options = options;
        SchemaTable schema = WorldScene.SchemaOf(options.Profile);
        _scene = WorldScene.Of(options, schema);
        _peers = WorldPeers.For(options, schema);
        _server = new ReplicationServer(
            _peers.OpenServerLink(), schema, _scene.Store,
            WorldLimits.Of(options with { Clients = options.Clients + 1 }), _peers.Time);
    }

    public JoinResult Run(int joins)
    {
        _peers.Start(_server.Address);
        RunUntil(() => IsConverged(_options.Clients), "the first clients to join");
        Play(WarmUpSeconds);
        _peers.Begin();
        Play(_options.Seconds);
        _peers.End();
        Histogram before = Ages();

        var during = new Histogram();
        var joined = new List<JoinReport>();
        for (int i = 0; i < joins; i++)
        {
            _peers.Begin();
            _peers.Join();
            Play(_options.Seconds);
            _peers.End();
            foreach (WorldClientReport report in _peers.Report()) during.Add(report.Ages);
            RunUntil(() => IsConverged(_options.Clients + 1), "the last to join");
            WorldClientReport last = _peers.Leave();
            if (last.Hash != _server.Hash() || last.Join is null) return JoinResult.Failed;
            joined.Add(last.Join);
            RunUntil(() => IsConverged(_options.Clients), "the one that joined to leave");
        }

        return new JoinResult(
            Median(joined, static join => join.Milliseconds), joined.Max(static join => join.Milliseconds),
            Median(joined, static join => join.Bytes), before, during,
            _peers.Report().All(report => report.Hash == _server.Hash()));
    }

    public void Dispose()
    {
        _peers.Dispose();
        _server.Dispose();
    }

    private Histogram Ages()
    {
        var ages = new Histogram();
        foreach (WorldClientReport report in _peers.Report()) ages.Add(report.Ages);
        return ages;
    }

    private void Play(int seconds)
    {
        for (int tick = 0; tick < seconds * _options.Hertz; tick++) Tick(isMoving: true);
    }

    private void Tick(bool isMoving)
    {
        if (isMoving) _scene.Step();
        _peers.Captures.Set(_server.CurrentTick.Value + 1, _peers.Time.GetTimestamp());
        _server.Tick();
        _peers.PassTick();
    }

    private bool IsConverged(int clients) => _server.Connections.Count == clients
        && _server.Connections.All(static connection => connection.IsConverged);

    private void RunUntil(Func<bool> isReached, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isReached())
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > PatienceSeconds)
                throw new TimeoutException($"Waited in vain for {what}.");
            Tick(isMoving: false);
        }
    }

    private static double Median(List<JoinReport> joined, Func<JoinReport, double> figure) =>
        Measure.Median([.. joined.Select(figure)]);
}

/// <summary>What a run found out.</summary>
/// <param name="JoinMilliseconds">From connecting to the last replica being there, the median.</param>
/// <param name="MaxJoinMilliseconds">The longest.</param>
/// <param name="JoinBytes">Datagram bytes received until then, the median.</param>
/// <param name="AgesBefore">How old states were at the others, nobody joining.</param>
/// <param name="AgesWhile">The same while clients joined.</param>
/// <param name="IsConverged">Whether everybody had the server's world.</param>
internal sealed record JoinResult(
    double JoinMilliseconds, double MaxJoinMilliseconds, double JoinBytes, Histogram AgesBefore,
    Histogram AgesWhile, bool IsConverged)
{
    /// <summary>Of a run in which somebody did not get the server's world.</summary>
    public static JoinResult Failed => new(0, 0, 0, new Histogram(), new Histogram(), false);
}
