using Replication.Runtime;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>
/// A server that plays a recording to clients on a simulated network, in injected time, while what it sends is noted.
/// One client stays; others join for a second each, so that rows in full are noted too.
/// </summary>
internal sealed class TrainingMatch : IDisposable
{
    private const int JoinFrames = 2 * CubesRecording.FramesPerSecond;
    private const int StayFrames = CubesRecording.FramesPerSecond;

    private readonly CubesRecording _recording;
    private readonly VirtualClock _clock = new();
    private readonly LoopbackNetwork _network;
    private readonly SchemaTable _schema;
    private readonly WorldStore _world;
    private readonly ReplicationServer _server;
    private readonly ReplicationClient _watcher;
    private ReplicationClient? _visitor;

    public TrainingMatch(CubesRecording recording, TimeSpan latency)
    {
        _recording = recording;
        _network = new LoopbackNetwork(_clock, new NetworkConditions { Latency = latency }, seed: 1);
        _schema = Training.Observe(new SchemaTable(ComponentCodec.Of<CubeState>()));
        _world = new WorldStore(_schema);
        for (int cube = 0; cube < CubesRecording.CubeCount; cube++) _world.Create(default(CubeState));
        _server = new ReplicationServer(_network.CreateLink(), _schema, _world, new ReplicationOptions(), _clock);
        _watcher = Join();
    }

    /// <summary>What was noted.</summary>
    public TrainingSet Training { get; } = new();

    /// <summary>One frame: the world is as recorded, and goes out.</summary>
    public void Step(int frame)
    {
        Span<CubeState> states = _world.Chunks[^1].Column<CubeState>();
        for (int cube = 0; cube < states.Length; cube++) states[cube] = CubeState.Of(_recording[frame, cube]);
        if (frame % JoinFrames == StayFrames) _visitor = Join();
        if (frame % JoinFrames == 0) Leave();
        _server.Tick();
        _watcher.Tick();
        _visitor?.Tick();
        _clock.Advance(TimeSpan.FromSeconds(1.0 / CubesRecording.FramesPerSecond));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        _watcher.Dispose();
        _server.Dispose();
    }

    private ReplicationClient Join()
    {
        var client = new ReplicationClient(
            _network.CreateLink(), _server.Address, _schema, new WorldStore(_schema), new ReplicationOptions(), _clock);
        client.Connect();
        return client;
    }

    private void Leave()
    {
        _visitor?.Disconnect();
        _visitor?.Dispose();
        _visitor = null;
    }
}
