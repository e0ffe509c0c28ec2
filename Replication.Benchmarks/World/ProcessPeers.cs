using System.Diagnostics;
using System.Net;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>Clients in processes of their own, over UDP, at the clock's pace.</summary>
internal sealed class ProcessPeers(WorldOptions options) : WorldPeers
{
    private const int MaxProcesses = 4;

    private readonly List<WorldClientProcess> _processes = [];
    private long _tick;
    private long _startedAt;
    private LinkAddress _server;
    private WorldClientProcess? _joined;

    public override TimeProvider Time => TimeProvider.System;

    public override ILink OpenServerLink() => WorldLimits.OfServer(
        new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), Time, new UdpLinkOptions { ReceiveRingCount = 16_384 }),
        options, Time);

    public override void Start(LinkAddress server)
    {
        _server = server;
        int perProcess = (options.Clients + MaxProcesses - 1) / MaxProcesses;
        for (int first = 0; first < options.Clients; first += perProcess)
        {
            int count = Math.Min(perProcess, options.Clients - first);
            _processes.Add(new WorldClientProcess(first, count, server, Captures.Path, options));
        }

        _startedAt = Stopwatch.GetTimestamp();
    }

    public override void PassTick()
    {
        TimeSpan wait = (++_tick * options.Interval) - Stopwatch.GetElapsedTime(_startedAt);
        if (wait > TimeSpan.Zero) Thread.Sleep(wait);
    }

    public override void Begin() => _processes.ForEach(static process => process.Tell(WorldClientCommand.BeginWord));

    public override void End() => _processes.ForEach(static process => process.Tell(WorldClientCommand.EndWord));

    public override IReadOnlyList<WorldClientReport> Report() =>
        [.. _processes.SelectMany(static process => process.AskReports())];

    public override void Join() =>
        _joined = new WorldClientProcess(options.Clients, 1, _server, Captures.Path, options);

    public override WorldClientReport Leave()
    {
        WorldClientReport report = _joined!.AskReports()[0];
        _joined.Dispose();
        _joined = null;
        return report;
    }

    public override void Dispose()
    {
        _joined?.Dispose();
        _processes.ForEach(static process => process.Dispose());
        base.Dispose();
    }
}
