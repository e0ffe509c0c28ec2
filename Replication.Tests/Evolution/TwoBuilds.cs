using Replication.Runtime;
using Replication.Tests.Replicators;
using Replication.Transport;

namespace Replication.Tests.Evolution;

/// <summary>A server of one build and a client of another on a seeded loopback network.</summary>
internal sealed class TwoBuilds : IDisposable
{
    private readonly VirtualClock _clock = new();
    private readonly GameBuild _serverBuild;
    private readonly GameBuild _clientBuild;
    private int _tick;

    public TwoBuilds(
        GameBuild server, GameBuild client, NetworkConditions? conditions = null, ulong seed = 1,
        ReplicationOptions? serverOptions = null, ReplicationOptions? clientOptions = null)
    {
        _serverBuild = server;
        _clientBuild = client;
        var network = new LoopbackNetwork(_clock, conditions ?? NetworkConditions.Perfect, seed);
        ServerStore = new WorldStore(server.Schema);
        ClientStore = new WorldStore(client.Schema);
        Server = new ReplicationServer(
            network.CreateLink(), server.Schema, ServerStore, serverOptions ?? new ReplicationOptions(), _clock);
        Client = new ReplicationClient(
            network.CreateLink(), Server.Address, client.Schema, ClientStore, clientOptions ?? new ReplicationOptions(),
            _clock);
        Client.Connect();
    }

    public ReplicationServer Server { get; }

    public ReplicationClient Client { get; }

    public WorldStore ServerStore { get; }

    public WorldStore ClientStore { get; }

    /// <summary>What the client's build makes of its store.</summary>
    public string Shown => _clientBuild.Show(ClientStore);

    /// <summary>Ticks in which the server's world moves.</summary>
    public void Play(int ticks)
    {
        Action<WorldStore, int> step = _serverBuild.Step;
        for (int i = 0; i < ticks; i++)
        {
            step(ServerStore, _tick++);
            Tick();
        }
    }

    /// <summary>Ticks until the client acknowledged everything.</summary>
    public bool TickUntilConverged(int most = 400)
    {
        for (int i = 0; i < most; i++)
        {
            Tick();
            if (Server.Connections is [{ IsConverged: true }]) return Server.Hash() == Client.Hash();
        }

        return false;
    }

    public void Tick()
    {
        Server.Tick();
        _clock.Advance(ReplicationWorld.TickInterval / 2);
        Client.Tick();
        _clock.Advance(ReplicationWorld.TickInterval / 2);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
