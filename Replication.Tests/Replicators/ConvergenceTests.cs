using System.Numerics;
using CsCheck;
using Replication.Runtime;
using Replication.Tests.Transport;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

public class ConvergenceTests
{
    private static readonly NetworkConditions Bad = NetworkConditions.Perfect with
    {
        LossRatio = 0.2,
        Latency = TimeSpan.FromMilliseconds(60),
        Jitter = TimeSpan.FromMilliseconds(40),
        ReorderRatio = 0.1,
        DuplicateRatio = 0.1,
    };

    [Fact]
    public void A_component_reaches_the_client()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity entity = world.Store.Create(new Body { Position = new Vector3(1, -2, 3), IsAwake = true });

        Assert.True(world.TickUntilConverged());

        Assert.True(client.Store.TryFind(world.Store.IdOf(entity), out Entity arrived));
        Body body = client.Store.Get<Body>(arrived);
        Assert.Equal(1, body.Position.X, 2);
        Assert.Equal(-2, body.Position.Y, 2);
        Assert.Equal(3, body.Position.Z, 2);
        Assert.True(body.IsAwake);
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Theory]
    [InlineData(Protection.Open)]
    [InlineData(Protection.Sealed)]
    public void Every_client_converges_whatever_the_network_does(Protection protection) =>
        Gen.ULong[1, 1_000_000].Sample(
        seed =>
        {
            var random = new Random((int)seed);
            using var world = new ReplicationWorld(Bad, seed, protection: protection);
            for (int i = 0; i < 3; i++) world.AddClient();
            for (int tick = 0; tick < 60; tick++)
            {
                Mutate(world.Store, random);
                world.Tick();
            }

            return world.TickUntilConverged() && world.Clients.All(client => IsSame(world, client));
        },
        iter: 12, threads: 1);

    [Fact]
    public void A_replica_that_flips_back_and_forth_converges()
    {
        // A value that returns to its baseline differs in nothing from it and must be sent all the same.
        using var world = new ReplicationWorld(Bad, seed: 5);
        TestClient client = world.AddClient();
        Entity door = world.Store.Create(default(Door));
        for (int tick = 0; tick < 200; tick++)
        {
            world.Store.Get<Door>(door).IsOpen ^= true;
            world.Tick();
        }

        Assert.True(world.TickUntilConverged());
        Assert.True(IsSame(world, client));
    }

    [Fact]
    public void Components_come_and_go_with_their_tags()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity entity = world.Store.Create(new Health { Points = 7 });
        Assert.True(world.TickUntilConverged());

        world.Store.Add(entity, default(Stunned));
        world.Store.Add(entity, new Body { Position = Vector3.One });
        Assert.True(world.TickUntilConverged());
        Assert.True(client.Store.TryFind(world.Store.IdOf(entity), out Entity arrived));
        Assert.True(client.Store.Has<Stunned>(arrived));
        Assert.Equal(1, client.Store.Get<Body>(arrived).Position.X, 2);
        Assert.Equal(7, client.Store.Get<Health>(arrived).Points);

        world.Store.Remove<Stunned>(entity);
        world.Store.Remove<Health>(entity);
        Assert.True(world.TickUntilConverged());
        Assert.False(client.Store.Has<Stunned>(arrived));
        Assert.False(client.Store.Has<Health>(arrived));
        Assert.True(IsSame(world, client));
    }

    [Fact]
    public void An_index_is_used_again_with_another_generation_once_everybody_forgot_it()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity first = world.Store.Create(new Health { Points = 1 });
        Assert.True(world.TickUntilConverged());
        ReplicaId former = world.Store.IdOf(first);

        world.Store.Destroy(first);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(0, client.Store.Count);
        Entity second = world.Store.Create(new Health { Points = 2 });
        Assert.True(world.TickUntilConverged());

        ReplicaId latter = world.Store.IdOf(second);
        Assert.Equal(former.Index, latter.Index);
        Assert.NotEqual(former.Generation, latter.Generation);
        Assert.False(client.Store.TryFind(former, out _));
        Assert.True(client.Store.TryFind(latter, out _));
    }

    [Fact]
    public void A_late_client_gets_the_whole_world()
    {
        using var world = new ReplicationWorld();
        for (int i = 0; i < 500; i++) world.Store.Create(new Body { Position = new Vector3(i / 10f, 0, 0) });
        world.Tick(30);
        TestClient client = world.AddClient();
        Assert.True(world.TickUntilConverged());
        Assert.Equal(500, client.Store.Count);
        Assert.True(IsSame(world, client));
    }

    [Fact]
    public void A_number_out_of_range_is_clamped_and_counted_when_it_is_written()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity entity = world.Store.Create(new Body { Position = new Vector3(1000, float.NaN, 0) });
        world.Tick();

        // The zero quaternion counts too.
        Assert.Equal(3, world.Server.LastTick.Captured.ClampedNumbers);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(0, world.Server.LastTick.Captured.ClampedNumbers);
        Assert.True(client.Store.TryFind(world.Store.IdOf(entity), out Entity arrived));
        Assert.Equal(100, client.Store.Get<Body>(arrived).Position.X, 3);
        Assert.Equal(0, client.Store.Get<Body>(arrived).Position.Y, 2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        Assert.Equal(BytesSent(seed: 3), BytesSent(seed: 3));
        Assert.NotEqual(BytesSent(seed: 3), BytesSent(seed: 4));

        static List<long> BytesSent(ulong seed)
        {
            var random = new Random((int)seed);
            using var world = new ReplicationWorld(Bad, seed);
            world.AddClient();
            var bytes = new List<long>();
            for (int tick = 0; tick < 80; tick++)
            {
                Mutate(world.Store, random);
                world.Tick();
                bytes.Add(world.Server.Connections.Sum(connection => connection.Statistics.UpdateBits));
                bytes.Add((long)world.Clients[0].Replication.Hash());
            }

            return bytes;
        }
    }

    private static void Mutate(WorldStore store, Random random)
    {
        var entities = new List<Entity>();
        foreach (WorldChunk chunk in store.Chunks)
        {
            foreach (ref Body body in chunk.Column<Body>())
            {
                if (random.Next(3) == 0) continue;
                body.Position += new Vector3(Next(random), Next(random), Next(random));
                body.Rotation = Quaternion.Normalize(new Quaternion(Next(random), Next(random), Next(random), 1));
                body.IsAwake = random.Next(2) == 0;
            }

            foreach (ref Health health in chunk.Column<Health>()) health.Points -= random.Next(2) * random.Next(50);
            entities.AddRange(chunk.Entities);
        }

        if (entities.Count < 40) entities.Add(store.Create(new Body { Rotation = Quaternion.Identity }));
        Entity chosen = entities[random.Next(entities.Count)];
        switch (random.Next(6))
        {
            case 0: store.Add(chosen, new Health { Points = random.Next(100) }); break;
            case 1: store.Add(chosen, default(Stunned)); break;
            case 2: store.Remove<Stunned>(chosen); break;
            case 3: store.Add(chosen, new Door { IsOpen = true }); break;
            case 4: store.Destroy(chosen); break;
            default: store.Remove<Health>(chosen); break;
        }
    }

    private static float Next(Random random) => random.NextSingle() - 0.5f;

    // The same rows, and a world that shows them: the same replicas with the same components, equal once quantised.
    private static bool IsSame(ReplicationWorld world, TestClient client)
    {
        if (world.Server.Hash() != client.Replication.Hash()) return false;
        int shown = 0;
        foreach (WorldChunk chunk in client.Store.Chunks)
        {
            foreach (ReplicaId id in chunk.Ids)
            {
                shown++;
                if (!IsInChunkOf(world.Store, id, chunk.Mask)) return false;
            }
        }

        return shown == world.Server.ReplicaCount && client.Replication.Statistics.MalformedSnapshots == 0;
    }

    private static bool IsInChunkOf(WorldStore store, ReplicaId id, ComponentMask mask)
    {
        foreach (WorldChunk chunk in store.Chunks)
        {
            if (chunk.Mask == mask && chunk.Ids.Contains(id)) return true;
        }

        return false;
    }
}
