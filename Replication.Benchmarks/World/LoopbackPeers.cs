using Replication.Runtime;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>
/// Clients in the server's process on a clock of their own: the same in every run, as fast as the machine goes.
/// </summary>
internal sealed class LoopbackPeers : WorldPeers
{
    private readonly WorldOptions _options;
    private readonly SchemaTable _schema;
    private readonly VirtualClock _clock = new();
    private readonly LoopbackNetwork _network;
    private readonly List<WorldClient> _clients = [];
    private LinkAddress _server;
    private WorldClient? _joined;

    public LoopbackPeers(WorldOptions options, SchemaTable schema)
    {
        _schema = schema;
        _options = options;
        _network = new LoopbackNetwork(_clock, NetworkConditions.Perfect, (ulong)options.Seed);
    }

    public override TimeProvider Time => _clock;

    public override ILink OpenServerLink() => WorldLimits.OfServer(_network.CreateLink(), _options, _clock);

    public override void Start(LinkAddress server)
    {
        _server = server;
        for (int client = 0; client < _options.Clients; client++) _clients.Add(Connect(client));
    }

    // Clients look twice a tick, the first time half way.
    public override void PassTick()
    {
        for (int look = 0; look < 2; look++)
        {
            _clock.Advance(_options.Interval / 2);
            foreach (WorldClient client in _clients) client.Tick();
            _joined?.Tick();
        }
    }

    public override void Begin() => _clients.ForEach(static client => client.Begin());

    public override void End() => _clients.ForEach(static client => client.End());

    public override void Compare(WorldScene scene) => _clients.ForEach(client => client.Compare(scene));

    public override IReadOnlyList<WorldClientReport> Report() => [.. _clients.Select(static client => client.Report())];

    public override void Join() => _joined = Connect(_options.Clients);

    public override WorldClientReport Leave()
    {
        WorldClientReport report = _joined!.Report();
        _joined.Dispose();
        _joined = null;
        return report;
    }

    public override void Dispose()
    {
        _joined?.Dispose();
        _clients.ForEach(static client => client.Dispose());
        base.Dispose();
    }

    private WorldClient Connect(int client)
    {
        ILink link = WorldLimits.OfClient(_network.CreateLink(), _options, client, _clock);
        return new WorldClient(link, _server, _schema, _options, Captures, _clock);
    }
}
