using Replication.Runtime;
using Replication.Tests.Transport;
using Replication.Transport;

namespace Replication.Tests.Replicators;

/// <summary>A server and its clients on a loopback network under a virtual clock; seeded through and through.</summary>
internal sealed class ReplicationWorld : IDisposable
{
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(50);

    private readonly LoopbackNetwork _network;
    private readonly ReplicationOptions _options;
    private readonly SchemaTable _schema;
    private readonly ConnectTokenMint? _mint;

    private ulong _drawn;

    public ReplicationWorld(
        NetworkConditions? conditions = null, ulong seed = 1, ReplicationOptions? options = null,
        SchemaTable? schema = null, Protection protection = Protection.Open)
    {
        _schema = schema ?? Schema;
        Store = new WorldStore(_schema);
        _network = new LoopbackNetwork(Clock, conditions ?? NetworkConditions.Perfect, seed);
        _options = Seeded(options ?? new ReplicationOptions());
        if (protection != Protection.Open)
        {
            byte[] key = [.. Enumerable.Range(1, 32).Select(static value => (byte)value)];
            TransportOptions transport = _options.Transport with
            {
                PrivateKey = key,
                SealedProtocol = protection == Protection.Netcode ? SealedProtocol.Netcode : SealedProtocol.Replication,
            };
            _options = _options with { Transport = transport };
            _mint = new ConnectTokenMint(_options.Transport.ProtocolId, key, Clock);
        }

        Server = new ReplicationServer(_network.CreateLink(), _schema, Store, _options, Clock);
    }

    public static SchemaTable Schema => ReplicationSchema.Table;

    public VirtualClock Clock { get; } = new();

    public WorldStore Store { get; }

    public ReplicationServer Server { get; }

    public List<TestClient> Clients { get; } = [];

    public TestClient AddClient(
        ReplicationOptions? options = null, ILink? link = null, SchemaTable? schema = null)
    {
        schema ??= _schema;
        var store = new WorldStore(schema);
        link ??= _network.CreateLink();
        options = options is null ? _options : Seeded(options);
        ReplicationClient client = _mint is null
            ? new ReplicationClient(link, Server.Address, schema, store, options, Clock)
            : new ReplicationClient(link, Mint(), schema, store, options, Clock);
        client.Connect();
        var added = new TestClient(client, store);
        Clients.Add(added);
        return added;
    }

    /// <summary>A client with a store of the test's own; its <see cref="TestClient.Store"/> stays empty.</summary>
    public ReplicationClient AddClient(IReplicationStore store)
    {
        var client = new ReplicationClient(
            _network.CreateLink(), Server.Address, _schema, store, _options, Clock);
        client.Connect();
        Clients.Add(new TestClient(client, new WorldStore(_schema)));
        return client;
    }

    /// <summary>A bare session in place of a client: its handler is given each payload, opened.</summary>
    public TransportClient AddSession(ISessionHandler handler)
    {
        TransportOptions options = SchemaChannel.AddTo(
            SessionMessages.AddTo(_options), SchemaChannel.PrefabsOf(_options, _schema));
        return new TransportClient(_network.CreateLink(), Mint(), options, Clock, handler);
    }

    public ILink CreateLink() => _network.CreateLink();

    /// <summary>One network tick on all sides, or several.</summary>
    public void Tick(int count = 1)
    {
        for (int i = 0; i < count; i++)
        {
            Server.Tick();
            Clock.Advance(TickInterval / 2);
            foreach (TestClient client in Clients) client.Replication.Tick();
            Clock.Advance(TickInterval / 2);
        }
    }

    /// <summary>Ticks until every client acknowledged everything.</summary>
    public bool TickUntilConverged(int most = 400)
    {
        for (int i = 0; i < most; i++)
        {
            Tick();
            bool isConverged = Server.Connections.All(static connection => connection.IsConverged);
            if (isConverged && Server.Connections.Count == Clients.Count) return true;
        }

        return false;
    }

    public void Dispose()
    {
        foreach (TestClient client in Clients) client.Replication.Dispose();
        Server.Dispose();
        _mint?.Dispose();
    }

    // What is drawn at random elsewhere is counted here, so that an open world sends the same bits in every run.
    private ReplicationOptions Seeded(ReplicationOptions options) => options with
    {
        Transport = options.Transport with { SaltSource = () => ++_drawn },
        SecretSource = () => ++_drawn,
    };

    private ConnectToken Mint() => _mint!.Mint((ulong)Clients.Count + 1, [Server.Address]);
}

internal sealed record TestClient(ReplicationClient Replication, WorldStore Store);
