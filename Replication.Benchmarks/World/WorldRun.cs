using System.Diagnostics;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// One run: everybody connects, the world moves, ticks are measured, then it stands still and every client has to show
/// what the server has.
/// </summary>
internal sealed class WorldRun : IDisposable
{
    // Until the JIT has its last word, which it has after seconds of the real clock. Within the process a thousand
    // replicas pass three seconds in a tenth of one, and then a replica seems to cost a half more than of ten thousand.
    private const int WarmUpSeconds = 3;
    private const int WarmUpReplicas = 2_000_000;
    private const int MostWarmUpTicks = 1_000;

    // Starting processes and connecting, and after the end the last acknowledgements, each within this time.
    private const int PatienceSeconds = 60;

    // What clients show is compared with the world not in every tick: with many it takes longer than all the rest.
    private const int TicksPerComparison = 4;

    private readonly WorldOptions _options;
    private readonly WorldScene _scene;
    private readonly WorldPeers _peers;
    private readonly ReplicationThreads _threads;
    private readonly ReplicationServer _server;
    private readonly WorldViewers _viewers;
    private readonly WorldFigures _figures;

    public WorldRun(WorldOptions options)
        : this(options, WorldScene.SchemaOf(options.Profile))
    {
    }

    /// <summary>Prepares a run.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="schema">
    /// The options' component; where clients are in this process it may be one that is observed.
    /// </param>
    public WorldRun(WorldOptions options, SchemaTable schema)
    {
        _options = options;
        _scene = WorldScene.Of(options, schema);
        _peers = WorldPeers.For(options, schema);
        _threads = new ReplicationThreads(options.Threads);
        _server = new ReplicationServer(
            _peers.OpenServerLink(), schema, _scene.Store, WorldLimits.Of(options) with { Jobs = _threads },
            _peers.Time);
        _viewers = new WorldViewers(options, _server);
        _viewers.SetUp();
        _figures = new WorldFigures(options, _server);
    }

    public WorldResult Run()
    {
        _peers.Start(_server.Address);
        if (!RunUntil(() => _server.Connections.Count == _options.Clients))
            throw new TimeoutException("Not every client connected.");
        for (int tick = 0; tick < WarmUpTicks(); tick++) Tick(isMoving: true);
        MeasureTicks();
        long residentBytes = Environment.WorkingSet;
        bool isConverged = RunUntil(IsConverged);
        IReadOnlyList<WorldClientReport> reports = _peers.Report();
        Dictionary<ulong, ulong> expected = _server.Connections.ToDictionary(
            static connection => connection.Session.Id, static connection => connection.Hash());
        return new WorldResult(
            _figures, reports, residentBytes,
            isConverged && reports.Count == _options.Clients
                && reports.All(report => expected.GetValueOrDefault(report.Session) == report.Hash));
    }

    public void Dispose()
    {
        _peers.Dispose();
        _server.Dispose();
        _threads.Dispose();
    }

    private int WarmUpTicks() => (WarmUpSeconds * _options.Hertz) + (_options.Link == WorldLinkKind.Udp
        ? 0
        : Math.Min(MostWarmUpTicks, WarmUpReplicas / _options.Entities));

    // What happens between ticks counts too: the link's own thread works then.
    private void MeasureTicks()
    {
        _peers.Begin();
        _figures.Begin();
        bool isAlone = _options.Link == WorldLinkKind.Udp;
        for (int tick = 0; tick < _options.MeasuredTicks; tick++)
        {
            _scene.Step();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            Capture();
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (isAlone) _peers.PassTick();
            _figures.Add(Environment.CpuUsage.TotalTime - cpu, time, allocated);
            if (isAlone) continue;
            _peers.PassTick();
            if (tick % TicksPerComparison == 0) _peers.Compare(_scene);
        }

        _peers.End();
        _figures.End();
    }

    private void Tick(bool isMoving)
    {
        if (isMoving) _scene.Step();
        Capture();
        _peers.PassTick();
    }

    private void Capture()
    {
        _viewers.Place();
        _peers.Captures.Set(_server.CurrentTick.Value + 1, _peers.Time.GetTimestamp());
        _server.Tick();
    }

    private bool IsConverged() => _server.Connections.Count == _options.Clients
        && _server.Connections.All(static connection => connection.IsConverged);

    private bool RunUntil(Func<bool> isReached)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isReached())
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > PatienceSeconds) return false;
            Tick(isMoving: false);
        }

        return true;
    }
}

/// <summary>What a run found out.</summary>
/// <param name="Figures">What the ticks cost.</param>
/// <param name="Reports">What the clients saw.</param>
/// <param name="ResidentBytes">The memory of the server's process.</param>
/// <param name="IsConverged">Whether every client shows the server's world.</param>
internal sealed record WorldResult(
    WorldFigures Figures, IReadOnlyList<WorldClientReport> Reports, long ResidentBytes, bool IsConverged)
{
    /// <summary>How old states were when they were applied.</summary>
    public Histogram Ages { get; } = Join(Reports.Select(static report => report.Ages));

    /// <summary>The times between two states of one moving replica.</summary>
    public Histogram Gaps { get; } = Join(Reports.Select(static report => report.Gaps));

    /// <summary>How far from where it is clients showed what moves, in centimetres.</summary>
    public Histogram Errors { get; } = Join(Reports.Select(static report => report.Errors));

    /// <summary>The same of orientations, in degrees.</summary>
    public Histogram TurnErrors { get; } = Join(Reports.Select(static report => report.TurnErrors));

    private static Histogram Join(IEnumerable<HistogramPart> parts)
    {
        var joined = new Histogram();
        foreach (HistogramPart part in parts) joined.Add(part);
        return joined;
    }
}
