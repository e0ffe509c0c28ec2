using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Replication.Runtime;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>
/// The server process of a match: a recorded world at 60 Hz, the network at 20 Hz, clients in processes of their own,
/// and at the end the proof that every client shows the server's world.
/// </summary>
internal sealed class MatchServer : IDisposable
{
    private const int StepsPerTick = MatchOptions.SimulationHertz / MatchPace.NetworkHertz;

    // Starting a process and connecting, and after the end the last acknowledgements, each within this time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MatchOptions _options;
    private readonly X509Certificate2? _certificate;
    private readonly MatchBackend _backend = new();
    private readonly RecordedWorld _world;
    private readonly ReplicationServer _server;
    private readonly MatchView _view;
    private readonly MatchFigures _figures;
    private readonly FileStream? _file;
    private readonly Recorder? _recorder;
    private readonly List<ClientProcess> _processes = [];
    private readonly Dictionary<int, ClientReport> _reports = [];
    private readonly long _epoch = Stopwatch.GetTimestamp();
    private long _step;

    public MatchServer(MatchOptions options, CubesRecording recording)
    {
        _options = options;
        _certificate = options.Link is LinkScheme.Tls or LinkScheme.Wss ? MatchCertificate.Create() : null;
        _world = new RecordedWorld(recording);
        NetworkConditions conditions = NetworkConditions.Perfect with
        {
            LossRatio = options.LossRatio,
            Latency = options.Latency,
        };
        var transport = new TransportOptions { MaxSessions = options.Clients };
        var limits = new ReplicationOptions { Transport = _backend.Protect(transport) };
        _server = new ReplicationServer(
            MatchLink.OpenServer(options.Link, options.Clients, _certificate, conditions), ReplicationSchema.Table,
            _world.Store, limits, TimeProvider.System);
        if (options.Record is not null)
        {
            _file = File.Create(options.Record);
            _recorder = new Recorder(
                _server, _file, new RecordingOptions { TicksPerSecond = MatchPace.NetworkHertz });
        }

        _view = new MatchView(_server);
        _figures = new MatchFigures(_server);
    }

    public int Run()
    {
        _view.Say($"Server at {Address}, {_world.Store.Count} replicas; {_options.Clients} clients start.");
        StartClients();
        return _view.Show(() =>
        {
            if (!RunUntil(() => _server.Connections.Count == _options.Clients, "every client to connect")) return 1;
            // A multiple of the steps of a tick: the last move is sent by the step that makes it, so that what stands
            // still is what the clients are asked about.
            long end = _step + ((long)_options.Seconds * MatchOptions.SimulationHertz);
            end -= end % StepsPerTick;
            _figures.Begin();
            if (!Play(end)) return 1;
            _figures.End();
            return Prove();
        });
    }

    public void Dispose()
    {
        foreach (ClientProcess process in _processes) process.Dispose();
        _recorder?.Dispose();
        _file?.Dispose();
        _server.Dispose();
        _certificate?.Dispose();
        _backend.Dispose();
    }

    // As a LinkEndPoint is written.
    private string Address => $"{_options.Link.ToString().ToLowerInvariant()}://{_server.Address}";

    private void StartClients()
    {
        for (int first = 0; first < _options.Clients; first += _options.ClientsPerProcess)
        {
            int count = Math.Min(_options.ClientsPerProcess, _options.Clients - first);
            string[] tokens =
                [.. Enumerable.Range(first, count).Select(client => _backend.Admit(client, _server.Address))];
            _processes.Add(new ClientProcess(first, tokens, Address, _certificate, _epoch, _options));
        }
    }

    private bool Play(long end)
    {
        while (_step < end)
        {
            Step(isMoving: true);
            if (_server.Connections.Count == _options.Clients) continue;
            _view.Say($"A client left: {_server.Connections.Count} of {_options.Clients} are connected.");
            return false;
        }

        return true;
    }

    // The world stands still; whoever has acknowledged all of it is asked what it shows.
    private int Prove()
    {
        // The world may have moved since the last capture: what is proven is what it came to rest as.
        do Step(isMoving: false);
        while (_step % StepsPerTick != 0);
        if (!RunUntil(IsConverged, "every client to acknowledge the last state")) return 1;
        ulong expected = _server.Hash();
        foreach (ClientProcess process in _processes) process.AskHash();
        if (!RunUntil(HasEveryHash, "every client's hash")) return 1;
        _view.Update(_figures, Reports());
        int different = 0;
        foreach (ClientReport report in Reports())
        {
            bool isEqual = report.Hash == expected;
            different += isEqual ? 0 : 1;
            _view.Say($"client {report.Client}: rows {report.Hash:x16} {(isEqual ? "equal the server's" : "DIFFER")}");
        }

        _view.Say(_view.Summary(_figures));
        if (_recorder is not null) _view.Say(Recorded(_recorder));
        _view.Say(different == 0
            ? $"Converged: all {_options.Clients} clients show the server's {expected:x16}."
            : $"NOT converged: {different} of {_options.Clients} clients differ from the server's {expected:x16}.");
        return different == 0 ? 0 : 1;
    }

    private static string Recorded(Recorder recorder)
    {
        recorder.Flush();
        return recorder.Failure is { } failure
            ? $"The recording ended early: {failure.Message}"
            : $"Recorded {recorder.TickCount:N0} ticks in {recorder.WrittenBytes:N0} bytes.";
    }

    private bool IsConverged() => _server.Connections.Count == _options.Clients
        && _server.Connections.All(static connection => connection.IsConverged);

    private bool HasEveryHash() =>
        _reports.Values.Count(static report => report.Hash is not null) == _options.Clients;

    private bool RunUntil(Func<bool> isReached, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isReached())
        {
            Step(isMoving: false);
            if (_processes.FirstOrDefault(static process => process.HasExited) is { } dead)
            {
                _view.Say($"The process of clients {dead.First} to {dead.First + dead.Count - 1} ended by itself.");
                return false;
            }

            if (Stopwatch.GetElapsedTime(start) < Patience) continue;
            _view.Say($"Waited {Patience.TotalSeconds} s in vain for {what}.");
            return false;
        }

        return true;
    }

    // One step of simulation, each third with a network tick, at the clock's pace.
    private void Step(bool isMoving)
    {
        _step++;
        if (isMoving) _world.Step();
        if (_step % StepsPerTick == 0)
            _figures.Measure(Tick);
        else
            _server.Receive();
        TakeReports();
        if (_step % MatchOptions.SimulationHertz == 0) _view.Update(_figures, Reports());
        TimeSpan wait =
            TimeSpan.FromSeconds((double)_step / MatchOptions.SimulationHertz) - Stopwatch.GetElapsedTime(_epoch);
        if (wait > TimeSpan.Zero) Thread.Sleep(wait);
    }

    private void Tick()
    {
        _server.Tick();
        _recorder?.Record();
    }

    private void TakeReports()
    {
        foreach (ClientProcess process in _processes)
        {
            while (process.TryTake(out ClientReport? report))
            {
                // An answer with a hash stays; what comes after it says nothing new.
                if (!_reports.TryGetValue(report!.Client, out ClientReport? known) || known.Hash is null)
                    _reports[report.Client] = report;
            }
        }
    }

    private List<ClientReport> Reports() => [.. _reports.Values.OrderBy(static report => report.Client)];
}
