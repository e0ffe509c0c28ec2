using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Interest;

public class ScopeTests
{
    [Fact]
    public void A_replica_for_everybody_is_seen_from_afar()
    {
        using ReplicationWorld world = InterestWorld.Create();
        world.Server.Replicas.Spawned = static (replicas, ids) =>
        {
            foreach (ReplicaId id in ids) replicas.SetScope(id, ReplicaScope.Always);
        };
        TestClient client = world.AddClient();
        world.AddBody(90);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(1, client.Store.Count);
    }

    [Fact]
    public void A_replica_of_an_owner_is_seen_by_that_client_alone()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient owner = world.AddClient();
        TestClient other = world.AddClient();
        Assert.True(world.TickUntilConverged());
        ulong ownerId = InterestWorld.ConnectionOf(world, owner).Viewer.OwnerId;
        world.Server.Replicas.Spawned = (replicas, ids) =>
        {
            foreach (ReplicaId id in ids)
            {
                Assert.True(replicas.SetOwner(id, ownerId));
                Assert.True(replicas.SetScope(id, ReplicaScope.Owner));
            }
        };
        world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(1, owner.Store.Count);
        Assert.Equal(0, other.Store.Count);
    }

    [Fact]
    public void A_replica_of_a_team_follows_who_is_in_it()
    {
        using ReplicationWorld world = InterestWorld.Create();
        world.Server.Replicas.Spawned = static (replicas, ids) =>
        {
            foreach (ReplicaId id in ids)
            {
                replicas.SetTeam(id, 2);
                replicas.SetScope(id, ReplicaScope.Team);
            }
        };
        TestClient client = world.AddClient();
        world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(0, client.Store.Count);

        world.Server.Connections[0].Viewer.Team = 2;
        Assert.True(world.TickUntilConverged());
        Assert.Equal(1, client.Store.Count);
        world.Server.Connections[0].Viewer.Team = 1;
        Assert.True(world.TickUntilConverged());
        Assert.Equal(0, client.Store.Count);
    }

    [Fact]
    public void A_scope_does_not_pass_to_the_next_replica_with_the_index()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient client = world.AddClient();
        Entity first = world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        ReplicaId former = world.Store.IdOf(first);
        world.Server.Replicas.SetScope(former, ReplicaScope.Owner);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(0, client.Store.Count);

        world.Store.Destroy(first);
        world.Tick(4);
        Entity second = world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(former.Index, world.Store.IdOf(second).Index);
        Assert.Equal(1, client.Store.Count);
        Assert.False(world.Server.Replicas.SetScope(former, ReplicaScope.Always));
    }

    [Fact]
    public void A_replica_that_sleeps_is_not_sent_until_it_is_woken()
    {
        using ReplicationWorld world = InterestWorld.Create();
        TestClient client = world.AddClient();
        Entity entity = world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        ReplicaId id = world.Store.IdOf(entity);
        Assert.True(world.Server.Replicas.Sleep(id));
        world.MoveTo(entity, 7);
        world.Tick(5);
        Assert.Equal(5, Shown(client, id), 2);

        Assert.True(world.Server.Replicas.Wake(id));
        Assert.True(world.TickUntilConverged());
        Assert.Equal(7, Shown(client, id), 2);
    }

    [Fact]
    public void A_replica_with_an_interval_is_sent_that_often()
    {
        using ReplicationWorld world = InterestWorld.Create();
        world.AddClient();
        Entity entity = world.AddBody(5);
        Assert.True(world.TickUntilConverged());
        world.Server.Replicas.SetInterval(world.Store.IdOf(entity), 4);
        OutgoingStatistics before = world.Server.Connections[0].Statistics;
        for (int tick = 0; tick < 40; tick++)
        {
            world.MoveTo(entity, 5 + (tick * 0.1f));
            world.Tick();
        }

        Assert.InRange(world.Server.Connections[0].Statistics.Since(before).Updates, 9, 10);
    }

    private static float Shown(TestClient client, ReplicaId id)
    {
        Assert.True(client.Store.TryFind(id, out Entity shown));
        return client.Store.Get<Body>(shown).Position.X;
    }
}
