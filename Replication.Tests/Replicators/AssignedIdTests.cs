using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Replicators;

public class AssignedIdTests
{
    [Fact]
    public void What_was_spawned_can_be_referred_to_in_the_same_tick()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        world.Tick(3);
        Entity ship = world.Store.Create(new Health { Points = 7 });
        world.Server.AssignIds();
        ReplicaId id = world.Store.IdOf(ship);
        world.Store.Create(new Missile { Target = new(id) });
        world.Tick();

        Assert.Equal(id, world.Store.IdOf(ship));
        Assert.Equal(ReferenceState.Shown, client.Replication.StateOf(new NetRef<Health>(id)));
        Assert.Equal(2, world.Server.LastTick.Captured.Spawned);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void Ids_are_given_once()
    {
        using var world = new ReplicationWorld();
        Entity first = world.Store.Create(new Health { Points = 1 });
        world.Server.AssignIds();
        ReplicaId id = world.Store.IdOf(first);
        world.Store.Create(new Health { Points = 2 });
        world.Server.AssignIds();
        Assert.Equal(id, world.Store.IdOf(first));
        world.Tick();
        Assert.Equal(2, world.Server.ReplicaCount);
        world.Server.AssignIds();
        world.Tick();
        Assert.Equal(0, world.Server.LastTick.Captured.Spawned);
    }

    [Fact]
    public void What_is_said_of_a_replica_before_its_first_tick_holds_in_it()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity secret = world.Store.Create(new Health { Points = 1 });
        Entity slow = world.Store.Create(new Health { Points = 1 });
        world.Server.AssignIds();
        var spawned = new List<ReplicaId>();
        world.Server.Replicas.Spawned = (_, ids) => spawned.AddRange(ids);
        Assert.True(world.Server.Replicas.SetScope(world.Store.IdOf(secret), ReplicaScope.Owner));
        Assert.True(world.Server.Replicas.SetInterval(world.Store.IdOf(slow), 16));
        world.Tick(3);

        Assert.Equal([world.Store.IdOf(secret), world.Store.IdOf(slow)], spawned);
        Assert.Equal(1, client.Replication.ReplicaCount);
        world.Store.Get<Health>(slow).Points = 2;
        world.Tick();
        Assert.Equal(0, world.Server.LastTick.Captured.Changed);
        int changed = 0;
        for (int i = 0; i < 15; i++)
        {
            world.Tick();
            changed += world.Server.LastTick.Captured.Changed;
        }

        Assert.Equal(1, changed);
    }

    [Fact]
    public void An_entity_that_is_gone_before_its_tick_leaves_its_place_to_another()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { MaxReplicas = 1 });
        TestClient client = world.AddClient();
        Entity gone = world.Store.Create(new Health { Points = 1 });
        world.Server.AssignIds();
        ReplicaId id = world.Store.IdOf(gone);
        world.Store.Destroy(gone);
        world.Tick(2);
        Assert.False(world.Server.Replicas.Exists(id));

        Entity next = world.Store.Create(new Health { Points = 2 });
        world.Server.AssignIds();
        Assert.Equal(new ReplicaId(id.Index, (ushort)(id.Generation + 1)), world.Store.IdOf(next));
        Assert.True(world.TickUntilConverged());
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void More_ids_than_replicas_are_allowed_are_refused()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { MaxReplicas = 1 });
        world.Store.Create(new Health { Points = 1 });
        world.Store.Create(new Health { Points = 2 });
        Assert.Throws<InvalidOperationException>(world.Server.AssignIds);
    }
}
