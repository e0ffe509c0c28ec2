using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Replicators;

public class ReferenceTests
{
    [Fact]
    public void A_reference_leads_to_the_same_replica_on_the_client()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity ship = world.Store.Create(new Health { Points = 7 });
        world.Tick(3);
        var reference = new NetRef<Health>(world.Store.IdOf(ship));
        Entity missile = world.Store.Create(new Missile { Target = reference });
        Assert.True(world.TickUntilConverged());

        Missile shown = client.Store.Get<Missile>(Shown(client, world.Store.IdOf(missile)));
        Assert.Equal(ReferenceState.Shown, client.Replication.StateOf(shown.Target));
        Assert.Equal(7, client.Store.Get<Health>(Shown(client, shown.Target.Id)).Points);
        Assert.Equal(ReferenceState.None, client.Replication.StateOf(default(NetRef<Health>)));
    }

    [Fact]
    public void A_reference_waits_for_its_replica_is_told_when_that_comes_and_dangles_when_it_is_gone()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        var target = new NetRef<Health>(new ReplicaId(1, 1));
        Entity missile = world.Store.Create(new Missile { Target = target });
        world.Tick(5);
        Assert.Equal(ReferenceState.Waiting, client.Replication.StateOf(target));
        Assert.True(client.Replication.LateReferences.IsEmpty);

        Entity ship = world.Store.Create(new Health { Points = 1 });
        var late = new List<LateReference>();
        for (int i = 0; i < 5; i++)
        {
            world.Tick();
            late.AddRange(client.Replication.LateReferences);
        }

        Assert.Equal(target.Id, world.Store.IdOf(ship));
        Assert.Equal([new LateReference(world.Store.IdOf(missile), target.Id)], late);
        Assert.Equal(ReferenceState.Shown, client.Replication.StateOf(target));
        world.Store.Destroy(ship);
        world.Tick(5);
        Assert.Equal(ReferenceState.Gone, client.Replication.StateOf(target));
    }

    [Fact]
    public void A_reference_that_was_written_again_is_not_told_of()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity missile = world.Store.Create(new Missile { Target = new(new ReplicaId(1, 1)) });
        world.Tick(5);
        world.Store.Get<Missile>(missile).Target = default;
        world.Tick(5);
        world.Store.Create(new Health { Points = 1 });
        for (int i = 0; i < 5; i++)
        {
            world.Tick();
            Assert.True(client.Replication.LateReferences.IsEmpty);
        }
    }

    [Fact]
    public void A_child_is_not_shown_before_its_parent()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity turret = world.Store.Create(new Turret { Ship = new(new ReplicaId(1, 1)) });
        world.Tick(5);
        Assert.Equal(0, client.Store.Count);
        Assert.Equal(1, client.Replication.ReplicaCount);

        world.Store.Create(new Health { Points = 1 });
        world.Tick(3);
        Assert.Equal(2, client.Store.Count);
        Assert.True(client.Store.TryFind(world.Store.IdOf(turret), out _));
    }

    [Fact]
    public void A_family_whose_children_come_first_is_shown_in_one_tick()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        for (int i = 0; i < 8; i++) world.Store.Create(new Turret { Ship = new(new ReplicaId(i + 1, 1)) });
        world.Store.Create(new Health { Points = 1 });
        for (int i = 0; i < 5; i++)
        {
            world.Tick();
            Assert.True(client.Store.Count is 0 or 9, $"{client.Store.Count} of a family of 9");
        }

        Assert.Equal(9, client.Store.Count);
    }

    [Fact]
    public void A_child_whose_parent_is_gone_is_shown()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        world.Store.Create(new Door());
        Entity ship = world.Store.Create(new Health { Points = 1 });
        world.Tick(3);
        ReplicaId id = world.Store.IdOf(ship);
        world.Store.Destroy(ship);
        world.Tick(3);
        world.Store.Create(new Turret { Ship = new(id) });
        world.Tick(3);
        Assert.Equal(2, client.Store.Count);
    }

    [Fact]
    public void A_child_whose_parent_does_not_come_is_shown_after_a_while()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        world.Store.Create(new Turret { Ship = new(new ReplicaId(2, 1)) });
        world.Store.Create(new Turret { Ship = new(new ReplicaId(0, 1)) });
        world.Tick(39);
        Assert.Equal(0, client.Store.Count);
        world.Tick(4);
        Assert.Equal(2, client.Store.Count);

        Entity ship = world.Store.Create(new Health { Points = 1 });
        var late = new List<LateReference>();
        for (int i = 0; i < 3; i++)
        {
            world.Tick();
            late.AddRange(client.Replication.LateReferences);
        }

        Assert.Equal([new LateReference(new ReplicaId(0, 1), world.Store.IdOf(ship))], late);
    }

    [Fact]
    public void A_child_that_is_not_to_wait_is_shown_without_its_parent()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { ParentWait = TimeSpan.Zero });
        TestClient client = world.AddClient();
        world.Store.Create(new Turret { Ship = new(new ReplicaId(1, 1)) });
        world.Tick(3);
        Assert.Equal(1, client.Store.Count);
    }

    [Fact]
    public void A_child_that_goes_while_it_waits_leaves_nothing()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity turret = world.Store.Create(new Turret { Ship = new(new ReplicaId(5, 1)) });
        world.Tick(3);
        world.Store.Destroy(turret);
        world.Tick(3);
        Assert.True(client.Replication.World.Replicas.Touched.IsEmpty);
        Assert.Equal(0, client.Store.Count);
    }

    private static Entity Shown(TestClient client, ReplicaId id)
    {
        Assert.True(client.Store.TryFind(id, out Entity entity));
        return entity;
    }
}
