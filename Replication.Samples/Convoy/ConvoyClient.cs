using Replication.Runtime;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>Says what comes and goes, and looks in every tick whether a trailer is where its truck pulls it.</summary>
internal sealed class ConvoyClient : IDisposable
{
    // A centimetre is what places are told to.
    private const float ToleranceMeters = 0.02f;

    private readonly WorldStore _world = new(ReplicationSchema.Table);
    private readonly ReplicationClient _client;
    private int _trucks;
    private int _trailers;

    public ConvoyClient(ILink link, LinkAddress server, ReplicationOptions options, TimeProvider time)
    {
        // Here a game makes what belongs to the prefab: a model, a sound, a collider.
        _world.PrefabSpawned = (_, prefab) =>
        {
            _trucks += prefab == ConvoyServer.TruckPrefab ? 1 : 0;
            _trailers += prefab == ConvoyServer.TrailerPrefab ? 1 : 0;
        };
        _client = new ReplicationClient(link, server, ReplicationSchema.Table, _world, options, time);
        _client.Connect();
    }

    /// <summary>How many trailers were looked at, over all ticks.</summary>
    public int Looks { get; private set; }

    /// <summary>How many of them were not where their truck pulls them, or had none.</summary>
    public int Torn { get; private set; }

    public int ReplicaCount => _world.Count;

    public ulong Hash() => _client.Hash();

    public void Tick(int tick)
    {
        int before = _world.Count;
        (_trucks, _trailers) = (0, 0);
        _client.Tick();
        if (_trucks + _trailers > 0) Console.WriteLine($"tick {tick}: {_trucks} truck and {_trailers} trailers came");
        if (_world.Count < before) Console.WriteLine($"tick {tick}: {before - _world.Count} went");
        Look();
    }

    public void Dispose() => _client.Dispose();

    private void Look()
    {
        foreach (WorldChunk chunk in _world.Chunks)
        {
            ReadOnlySpan<Hitch> hitches = chunk.Column<Hitch>();
            ReadOnlySpan<Place> places = chunk.Column<Place>();
            for (int i = 0; i < hitches.Length; i++)
            {
                Looks++;
                if (!_world.TryFind(hitches[i].Truck.Id, out Entity truck) || !IsPulled(hitches[i], places[i], truck))
                    Torn++;
            }
        }
    }

    private bool IsPulled(in Hitch hitch, in Place place, Entity truck)
    {
        float distance = _world.Get<Place>(truck).Position.X - place.Position.X;
        return Math.Abs(distance - (hitch.Row * ConvoyServer.SpacingMeters)) < ToleranceMeters;
    }
}
