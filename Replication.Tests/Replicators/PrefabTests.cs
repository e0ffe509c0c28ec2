using System.Numerics;
using CsCheck;
using Replication.Runtime;
using Replication.Tests.Interest;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

public class PrefabTests
{
    private const int Crate = 7;
    private const int Barrel = 300;

    private static readonly PrefabTable Prefabs = new(
        ReplicationWorld.Schema,
        new Prefab(Crate).With(new Health { Points = 100 }).With(new Gauge { Level = 50, Ticks = 3 }),
        new Prefab(Barrel).With(new Health { Points = 40 }).With(default(Stunned)));

    [Fact]
    public void A_client_hears_of_the_prefab_with_the_spawn()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        var spawned = new List<(Entity Entity, int Prefab)>();
        client.Store.PrefabSpawned = (entity, prefab) => spawned.Add((entity, prefab));
        Entity crate = Add(world, 100, Crate);
        world.Store.Create(new Health { Points = 1 });
        Assert.True(world.TickUntilConverged());

        (Entity shown, int key) = Assert.Single(spawned);
        Assert.Equal(Crate, key);
        Assert.True(client.Store.TryFind(world.Store.IdOf(crate), out Entity found));
        Assert.Equal(found, shown);
        Assert.Equal(100, client.Store.Get<Health>(shown).Points);
        Assert.Equal(Crate, client.Replication.PrefabOf(world.Store.IdOf(crate)));
        Assert.Equal(Crate, world.Server.Replicas.PrefabOf(world.Store.IdOf(crate)));
    }

    [Fact]
    public void What_is_as_its_prefab_says_costs_a_bit_a_component()
    {
        using ReplicationWorld world = Create();
        TestClient client = world.AddClient();
        for (int i = 0; i < 100; i++)
        {
            Entity crate = Add(world, 100, Crate);
            world.Store.Add(crate, new Gauge { Level = 50, Ticks = 3 });
        }

        Assert.True(world.TickUntilConverged());
        Assert.Equal(100 * 3, world.Server.Connections[0].Statistics.UpdateBits);
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void A_join_takes_little_more_than_half_where_most_is_as_its_prefab_says()
    {
        long with = JoinBytes(Create(), Crate);
        long without = JoinBytes(new ReplicationWorld(), 0);
        Assert.True(with < 0.6 * without, $"{with} against {without}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Replicas_near_and_far_from_their_prefabs_converge(ulong seed)
    {
        using ReplicationWorld world = Create(InterestWorld.Bad, seed);
        for (int i = 0; i < 3; i++) world.AddClient();
        var random = new Random((int)seed);
        for (int i = 0; i < 60; i++)
        {
            int prefab = random.Next(4) switch { 0 => 0, 1 => Crate, 2 => Barrel, _ => 9 };
            Entity entity = Add(world, random.Next(2) == 0 ? 100 : random.Next(), prefab);
            if (random.Next(2) == 0) world.Store.Add(entity, new Gauge { Level = random.Next(100), Ticks = 3 });
            if (random.Next(3) == 0) world.Store.Add(entity, new Purse { Coins = 5 });
            InterestWorld.Mutate(world, random);
            world.Tick();
        }

        Assert.True(world.TickUntilConverged(), $"seed {seed}");
        Assert.All(world.Clients, client =>
        {
            Assert.Equal(InterestWorld.ConnectionOf(world, client).Hash(), client.Replication.Hash());
            Assert.Equal(0, client.Replication.Statistics.MalformedSnapshots);
        });
    }

    [Fact]
    public void A_prefab_is_said_of_what_is_new_and_no_later()
    {
        using ReplicationWorld world = Create();
        ReplicaTable replicas = world.Server.Replicas;
        replicas.Spawned = static (table, ids) => table.SetPrefab(ids[0], Barrel);
        Entity entity = world.Store.Create(new Health { Points = 1 });
        world.Tick();
        ReplicaId id = world.Store.IdOf(entity);
        Assert.Equal(Barrel, replicas.PrefabOf(id));
        Assert.Throws<InvalidOperationException>(() => replicas.SetPrefab(id, Crate));
        Assert.Throws<ArgumentOutOfRangeException>(() => replicas.SetPrefab(id, 65_536));
        Assert.False(replicas.SetPrefab(new ReplicaId(id.Index, 9), Crate));
    }

    [Fact]
    public void A_table_refuses_what_is_there_twice_and_keys_beyond_its_limits()
    {
        SchemaTable schema = ReplicationWorld.Schema;
        Assert.Throws<ArgumentException>(() => new PrefabTable(schema, new Prefab(1), new Prefab(1)));
        Assert.Throws<ArgumentException>(
            () => new PrefabTable(schema, new Prefab(1).With(default(Health)).With(default(Health))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrefabTable(schema, new Prefab(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrefabTable(schema, new Prefab(65_536)));
        var other = new SchemaTable(ComponentCodec.Of<Health>());
        var options = new ReplicationOptions { Prefabs = new PrefabTable(other) };
        Assert.Throws<ArgumentException>(() => new ReplicationWorld(options: options));
    }

    [Fact]
    public void Peers_whose_tables_differ_go_by_the_server_s()
    {
        using ReplicationWorld world = Create();
        TestClient other = world.AddClient(new ReplicationOptions
        {
            Prefabs = new PrefabTable(ReplicationWorld.Schema, new Prefab(Crate).With(new Health { Points = 5 })),
        });
        TestClient none = world.AddClient(new ReplicationOptions());
        Add(world, 100, Crate);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(world.Server.Hash(), other.Replication.Hash());
        Assert.Equal(world.Server.Hash(), none.Replication.Hash());
    }

    [Fact]
    public void Peers_whose_tables_differ_part_where_they_may_not_differ()
    {
        var options = new ReplicationOptions { Prefabs = Prefabs, AllowSchemaEvolution = false };
        using var world = new ReplicationWorld(options: options);
        TestClient client = world.AddClient(new ReplicationOptions());
        world.Tick(20);
        Assert.Equal(DisconnectReason.SchemaMismatch, client.Replication.Session.Reason);
    }

    [Fact]
    public void A_recording_and_a_saved_world_have_prefabs_and_need_no_table()
    {
        using ReplicationWorld world = Create();
        var stream = new MemoryStream();
        using var recorder = new Recorder(world.Server, stream, new RecordingOptions());
        Entity crate = Add(world, 100, Crate);
        world.Tick();
        recorder.Record();
        recorder.Flush();
        stream.Position = 0;
        var store = new WorldStore(ReplicationWorld.Schema);
        var shown = new List<int>();
        store.PrefabSpawned = (_, prefab) => shown.Add(prefab);
        Assert.True(ReplayPlayer.TryOpen(
            stream, ReplicationWorld.Schema, store, new ReplicationOptions(), out ReplayPlayer? player, out _));
        Assert.True(player.Step());
        Assert.Equal([Crate], shown);

        using ReplicationWorld restored = Create();
        TestClient client = restored.AddClient();
        stream.Position = 0;
        Assert.True(WorldSave.TryRestore(restored.Server, stream, out _));
        Assert.True(restored.TickUntilConverged());
        Assert.Equal(Crate, client.Replication.PrefabOf(world.Store.IdOf(crate)));
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void A_description_of_prefabs_is_read_as_it_was_written_and_no_other_bytes_are()
    {
        byte[] bytes = PrefabDescription.Write(Prefabs)!;
        Assert.Equal(Prefabs.Hash, PrefabDescription.Read(bytes, ReplicationWorld.Schema)!.Hash);
        Assert.Equal(0, PrefabDescription.Read([], ReplicationWorld.Schema)!.Count);
        for (int length = 1; length < bytes.Length; length++)
            Assert.Null(PrefabDescription.Read(bytes.AsSpan(0, length), ReplicationWorld.Schema));
        Assert.Null(PrefabDescription.Read([.. bytes, 0], ReplicationWorld.Schema));
        Gen.Byte.Array[1, 200].Sample(garbage => _ = PrefabDescription.Read(garbage, ReplicationWorld.Schema));
        Gen.Byte.Array[1, 200].Sample(garbage => _ = PrefabDescription.Read([4, .. garbage], ReplicationWorld.Schema));
    }

    // Crates all over the place, one in ten with less health and a tenth of them with another level.
    private static long JoinBytes(ReplicationWorld world, int prefab)
    {
        using (world)
        {
            var random = new Random(1);
            for (int i = 0; i < 2_000; i++)
            {
                Entity crate = Add(world, random.Next(10) == 0 ? random.Next(100) : 100, prefab);
                float level = random.Next(10) == 0 ? random.Next(100) : 50;
                world.Store.Add(crate, new Gauge { Level = level, Ticks = 3 });
                world.Store.Add(crate, new Body
                {
                    Position = new Vector3(random.NextSingle(), 0, random.NextSingle()) * 100,
                    Rotation = Quaternion.Identity,
                });
            }

            world.AddClient();
            Assert.True(world.TickUntilConverged());
            return world.Server.Connections[0].Statistics.PayloadBytes;
        }
    }

    private static ReplicationWorld Create(NetworkConditions? conditions = null, ulong seed = 1) =>
        new(conditions, seed, new ReplicationOptions { Prefabs = Prefabs });

    private static Entity Add(ReplicationWorld world, int points, int prefab)
    {
        Entity entity = world.Store.Create(new Health { Points = points });
        world.Server.AssignIds();
        Assert.True(world.Server.Replicas.SetPrefab(world.Store.IdOf(entity), prefab));
        return entity;
    }
}
