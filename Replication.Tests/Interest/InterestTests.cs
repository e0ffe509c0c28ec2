using System.Numerics;
using CsCheck;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Interest;

public class InterestTests
{
    [Fact]
    public void A_client_is_sent_what_is_near_it_and_nothing_else()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient client = world.AddClient();
        Entity near = world.AddBody(5);
        Entity far = world.AddBody(50);
        Assert.True(world.TickUntilConverged());

        Assert.True(client.Store.TryFind(world.Store.IdOf(near), out _));
        Assert.False(client.Store.TryFind(world.Store.IdOf(far), out _));
        Assert.True(InterestWorld.IsShown(world));
    }

    [Fact]
    public void Who_is_between_the_distances_stays_as_it_was()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient client = world.AddClient();
        Entity entity = world.AddBody(22);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(0, client.Store.Count);

        world.MoveTo(entity, 19);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(1, client.Store.Count);
        world.MoveTo(entity, 24);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(1, client.Store.Count);
        world.MoveTo(entity, 26);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(0, client.Store.Count);
    }

    [Fact]
    public void Leaving_view_is_told_apart_from_despawning()
    {
        using ReplicationWorld world = InterestWorld.Create();
        var store = new KeepingStore(ReplicationWorld.Schema);
        world.AddClient(store);
        Entity leaving = world.AddBody(5);
        Entity dying = world.AddBody(6);
        Assert.True(world.TickUntilConverged());

        world.MoveTo(leaving, 60);
        ReplicaId dead = world.Store.IdOf(dying);
        world.Store.Destroy(dying);
        Assert.True(world.TickUntilConverged());
        Assert.Equal([world.Store.IdOf(leaving)], store.Left);
        Assert.Equal([dead], store.Despawned);
    }

    [Fact]
    public void A_replica_that_returns_within_the_window_comes_as_a_delta()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient client = world.AddClient();
        Entity entity = world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        long full = world.Server.Connections[0].Statistics.FullUpdates;

        world.MoveTo(entity, 60);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(0, client.Store.Count);
        world.MoveTo(entity, 5);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(1, client.Store.Count);
        Assert.Equal(full, world.Server.Connections[0].Statistics.FullUpdates);
        Assert.True(InterestWorld.IsShown(world));
    }

    [Fact]
    public void A_replica_that_returns_after_the_window_comes_in_full()
    {
        using ReplicationWorld world = InterestWorld.Create();
        world.AddClient();
        Entity entity = world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        long full = world.Server.Connections[0].Statistics.FullUpdates;

        world.MoveTo(entity, 60);
        world.Tick(80);
        world.MoveTo(entity, 5);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(full + 1, world.Server.Connections[0].Statistics.FullUpdates);
        Assert.True(InterestWorld.IsShown(world));
    }

    [Fact]
    public void What_a_store_kept_is_despawned_when_another_replica_has_its_index()
    {
        using ReplicationWorld world = InterestWorld.Create();
        var store = new KeepingStore(ReplicationWorld.Schema);
        world.AddClient(store);
        Entity entity = world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        ReplicaId former = world.Store.IdOf(entity);
        world.MoveTo(entity, 60);
        Assert.True(world.TickUntilConverged());

        // Nobody has to be told of its end, so its index is free at once.
        world.Store.Destroy(entity);
        world.Tick(2);
        Assert.Empty(store.Despawned);
        Entity next = world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(former.Index, world.Store.IdOf(next).Index);
        Assert.Equal([former], store.Despawned);
    }

    [Fact]
    public void Every_client_converges_to_its_view_whatever_the_network_does() => Gen.ULong[1, 1_000_000].Sample(
        seed =>
        {
            var random = new Random((int)seed);
            using ReplicationWorld world = InterestWorld.Create(InterestWorld.Bad, seed);
            for (int i = 0; i < 3; i++) world.AddClient();
            for (int tick = 0; tick < 80; tick++)
            {
                InterestWorld.Mutate(world, random);
                world.Tick();
            }

            return world.TickUntilConverged() && InterestWorld.IsShown(world);
        },
        iter: 12, threads: 1);

    [Fact]
    public void Every_client_converges_with_a_budget_that_is_too_small() => Gen.ULong[1, 1_000_000].Sample(
        seed =>
        {
            var random = new Random((int)seed);
            using ReplicationWorld world = InterestWorld.Create(InterestWorld.Bad, seed, budgetBytes: 1_200);
            world.Server.Priority = new DistancePriority(5);
            for (int i = 0; i < 300; i++)
                world.AddBody((random.NextSingle() - 0.5f) * 40, (random.NextSingle() - 0.5f) * 40);
            for (int i = 0; i < 2; i++) world.AddClient();
            for (int tick = 0; tick < 60; tick++)
            {
                InterestWorld.Mutate(world, random);
                world.Tick();
            }

            return world.TickUntilConverged() && InterestWorld.IsShown(world);
        },
        iter: 6, threads: 1);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_with_interest_and_priority()
    {
        Assert.Equal(BytesSent(seed: 3), BytesSent(seed: 3));

        static List<long> BytesSent(ulong seed)
        {
            var random = new Random((int)seed);
            using ReplicationWorld world = InterestWorld.Create(InterestWorld.Bad, seed, budgetBytes: 1_200);
            world.Server.Priority = new DistancePriority(5);
            for (int i = 0; i < 200; i++) world.AddBody(random.Next(40) - 20, random.Next(40) - 20);
            world.AddClient();
            var bytes = new List<long>();
            for (int tick = 0; tick < 60; tick++)
            {
                InterestWorld.Mutate(world, random);
                world.Tick();
                bytes.Add(world.Server.Connections.Sum(connection => connection.Statistics.UpdateBits));
                bytes.Add((long)world.Clients[0].Replication.Hash());
            }

            return bytes;
        }
    }
}
