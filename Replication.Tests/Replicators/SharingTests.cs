using System.Numerics;
using Replication.Runtime;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

/// <summary>Connections that hold the same are served together, and nothing of that shows.</summary>
public class SharingTests
{
    [Fact]
    public void Clients_that_hold_the_same_are_served_as_one()
    {
        using var world = new ReplicationWorld();
        Entity[] entities = Fill(world, 50);
        for (int i = 0; i < 5; i++) world.AddClient();
        Assert.True(world.TickUntilConverged());

        Move(world, entities, ticks: 5);

        Assert.Equal(1, world.Server.LastTick.Groups);
        Assert.Equal(50, world.Server.LastTick.Encoded);
        Assert.Equal(250, world.Server.LastTick.Asked);
        AssertSame(world);
    }

    [Fact]
    public void Who_comes_later_meets_the_others_though_part_of_the_world_rests()
    {
        using var world = new ReplicationWorld();
        Entity[] entities = Fill(world, 100);
        world.AddClient();
        Move(world, entities.AsSpan(0, 40), ticks: 7);
        world.AddClient();

        Move(world, entities.AsSpan(0, 40), ticks: 40);

        Assert.Equal(2, world.Server.Connections.Count);
        Assert.Equal(1, world.Server.LastTick.Groups);
        AssertSame(world);
    }

    [Fact]
    public void Whose_packets_are_lost_parts_from_the_others_and_meets_them_again()
    {
        using var world = new ReplicationWorld();
        Entity[] entities = Fill(world, 60);
        world.AddClient();
        world.AddClient();
        var link = new SimulatedLink(world.CreateLink(), NetworkConditions.Perfect, seed: 5, world.Clock);
        world.AddClient(link: link);
        Assert.True(world.TickUntilConverged());
        Move(world, entities, ticks: 5);
        Assert.Equal(1, world.Server.LastTick.Groups);

        link.Conditions = NetworkConditions.Perfect with { LossRatio = 0.8 };
        int most = 0;
        for (int tick = 0; tick < 40; tick++)
        {
            Move(world, entities, ticks: 1);
            most = Math.Max(most, world.Server.LastTick.Groups);
        }

        Assert.Equal(2, most);
        link.Conditions = NetworkConditions.Perfect;
        Move(world, entities, ticks: 40);
        Assert.Equal(1, world.Server.LastTick.Groups);
        AssertSame(world);
    }

    [Fact]
    public void What_a_client_is_sent_does_not_depend_on_who_is_served_with_it()
    {
        OutgoingStatistics alone = Sent(clients: 1);

        OutgoingStatistics together = Sent(clients: 4);

        Assert.True(alone.Updates > 0);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_replica_ends_when_the_last_of_a_group_knows_it()
    {
        using var world = new ReplicationWorld();
        Entity[] entities = Fill(world, 10);
        world.AddClient();
        TestClient leaving = world.AddClient();
        world.AddClient();
        Assert.True(world.TickUntilConverged());
        ReplicaId ended = world.Store.IdOf(entities[3]);

        leaving.Replication.Disconnect();
        world.Clients.Remove(leaving);
        world.Store.Destroy(entities[3]);
        Assert.True(world.TickUntilConverged());
        Entity next = world.Store.Create(new Health { Points = 1 });
        Assert.True(world.TickUntilConverged());

        Assert.Equal(ended.Index, world.Store.IdOf(next).Index);
        AssertSame(world);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whoever_comes_and_goes_through_loss_everybody_shows_the_world(int seed)
    {
        var random = new Random(seed);
        using var world = new ReplicationWorld(
            NetworkConditions.Perfect with { LossRatio = 0.15, Latency = TimeSpan.FromMilliseconds(40) }, (ulong)seed);
        var entities = new List<Entity>(Fill(world, 30));
        for (int step = 0; step < 300; step++)
        {
            if (random.Next(12) == 0 && world.Clients.Count < 6) world.AddClient();
            if (random.Next(30) == 0 && world.Clients.Count > 2)
            {
                TestClient leaving = world.Clients[random.Next(world.Clients.Count)];
                leaving.Replication.Disconnect();
                leaving.Replication.Dispose();
                world.Clients.Remove(leaving);
            }

            if (random.Next(5) == 0) entities.AddRange(Fill(world, 2));
            if (random.Next(4) == 0 && entities.Count > 5)
            {
                world.Store.Destroy(entities[^1]);
                entities.RemoveAt(entities.Count - 1);
            }

            world.Store.Get<Body>(entities[random.Next(entities.Count)]).Position.X = random.NextSingle() * 90;
            world.Tick();
        }

        Assert.True(world.TickUntilConverged(), $"Seed {seed}.");
        AssertSame(world);
    }

    private static OutgoingStatistics Sent(int clients)
    {
        using var world = new ReplicationWorld();
        Entity[] entities = Fill(world, 200);
        for (int i = 0; i < clients; i++) world.AddClient();
        Move(world, entities, ticks: 30);
        return world.Server.Connections[0].Statistics;
    }

    private static Entity[] Fill(ReplicationWorld world, int count)
    {
        var entities = new Entity[count];
        for (int i = 0; i < count; i++)
        {
            entities[i] = world.Store.Create(
                new Body { Position = new Vector3(i % 90, 0, 0), Rotation = Quaternion.Identity });
        }

        return entities;
    }

    private static void Move(ReplicationWorld world, ReadOnlySpan<Entity> entities, int ticks)
    {
        for (int tick = 0; tick < ticks; tick++)
        {
            foreach (Entity entity in entities)
            {
                ref Body body = ref world.Store.Get<Body>(entity);
                body.Position.Y = (body.Position.Y + 0.3f) % 90;
            }

            world.Tick();
        }
    }

    private static void AssertSame(ReplicationWorld world)
    {
        Assert.True(world.TickUntilConverged());
        foreach (TestClient client in world.Clients) Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }
}
