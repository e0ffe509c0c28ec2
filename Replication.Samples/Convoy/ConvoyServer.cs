using System.Numerics;
using Replication.Runtime;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>
/// Trucks with trailers, made from prefabs, each with its trailers a group; and so much other traffic that a tick takes
/// several packets, of which a bad network loses some.
/// </summary>
internal sealed class ConvoyServer : IDisposable
{
    /// <summary>The prefab of trucks.</summary>
    public const int TruckPrefab = 1;

    /// <summary>The prefab of trailers.</summary>
    public const int TrailerPrefab = 2;

    /// <summary>From a truck to its first trailer, and from each to the next, in metres.</summary>
    public const float SpacingMeters = 10;

    private const float MetersPerTick = 0.8f;

    // Between a truck and its trailer: more than a packet holds.
    private const int CarsBetween = 300;

    private readonly WorldStore _world = new(ReplicationSchema.Table);
    private readonly List<Entity> _cars = [];
    private readonly List<Entity[]> _convoys = [];
    private readonly ReplicationServer _server;
    private readonly bool _isGrouped;

    /// <param name="link">Where datagrams go.</param>
    /// <param name="options">How it replicates.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isGrouped">False to see what happens without groups.</param>
    public ConvoyServer(ILink link, ReplicationOptions options, TimeProvider time, bool isGrouped)
    {
        _isGrouped = isGrouped;
        _server = new ReplicationServer(link, ReplicationSchema.Table, _world, options, time);
    }

    /// <summary>What both sides know of the prefabs: what is as it says here costs a bit.</summary>
    public static PrefabTable Prefabs { get; } = new(
        ReplicationSchema.Table,
        new Prefab(TruckPrefab).With(new Cargo { Crates = 0 }),
        new Prefab(TrailerPrefab).With(new Cargo { Crates = 24 }));

    public LinkAddress Address => _server.Address;

    public int ReplicaCount => _world.Count;

    public ulong Hash() => _server.Hash();

    /// <summary>Makes a truck and its trailers in this tick.</summary>
    public void Add(int trailers, float lane)
    {
        Entity truck = _world.Create(new Place { Position = new Vector3(0, 0, lane) });
        _world.Add(truck, new Cargo());

        // The truck has its id at once, so that its trailers can name it in the tick in which all of them come.
        _server.AssignIds();
        ReplicaId truckId = _world.IdOf(truck);
        _server.Replicas.SetPrefab(truckId, TruckPrefab);
        var convoy = new List<Entity> { truck };
        for (int row = 1; row <= trailers; row++)
        {
            AddCars(lane + 2);
            Entity trailer = _world.Create(new Hitch { Truck = new NetRef<Place>(truckId), Row = (byte)row });
            _world.Add(trailer, new Place { Position = new Vector3(-row * SpacingMeters, 0, lane) });
            _world.Add(trailer, new Cargo { Crates = 24 });
            convoy.Add(trailer);
        }

        _server.AssignIds();
        foreach (Entity trailer in convoy.Skip(1))
        {
            _server.Replicas.SetPrefab(_world.IdOf(trailer), TrailerPrefab);
            if (_isGrouped) _server.Replicas.SetGroup(_world.IdOf(trailer), truckId);
        }

        _convoys.Add([.. convoy]);
    }

    /// <summary>Unloads the last trailer of the first convoy.</summary>
    public void Unload() => _world.Get<Cargo>(_convoys[0][^1]).Crates = 3;

    /// <summary>The first convoy is gone.</summary>
    public void RemoveFirst()
    {
        foreach (Entity entity in _convoys[0]) _world.Destroy(entity);
        _convoys.RemoveAt(0);
    }

    /// <summary>Everything drives on, where it may, and what changed is sent.</summary>
    public void Tick(bool isDriving)
    {
        if (isDriving)
        {
            foreach (Entity entity in _convoys.SelectMany(static convoy => convoy))
                _world.Get<Place>(entity).Position.X += MetersPerTick;
            foreach (Entity car in _cars) _world.Get<Place>(car).Position.X -= MetersPerTick;
        }

        _server.Tick();
    }

    public void Dispose() => _server.Dispose();

    private void AddCars(float lane)
    {
        for (int i = 0; i < CarsBetween; i++)
            _cars.Add(_world.Create(new Place { Position = new Vector3(200 + i, 0, lane) }));
    }
}
