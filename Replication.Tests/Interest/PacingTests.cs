using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Interest;

public class PacingTests
{
    [Fact]
    public void A_component_with_a_rate_is_sent_that_often()
    {
        using var world = new ReplicationWorld();
        world.AddClient();
        var entities = new List<Entity>();
        for (int i = 0; i < 8; i++) entities.Add(world.Store.Create(default(Compass)));
        Assert.True(world.TickUntilConverged());
        OutgoingStatistics before = world.Server.Connections[0].Statistics;
        for (int tick = 0; tick < 40; tick++)
        {
            foreach (Entity entity in entities) world.Store.Get<Compass>(entity).Heading++;
            world.Tick();
        }

        // Five times a second at twenty ticks a second, and neighbours take turns.
        Assert.Equal(8 * 10, world.Server.Connections[0].Statistics.Since(before).Updates);
        Assert.Equal(2, world.Server.LastTick.Captured.Changed);
    }

    [Fact]
    public void What_a_rate_held_back_goes_when_its_turn_comes_though_nothing_moves_any_more()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity entity = world.Store.Create(default(Compass));
        Assert.True(world.TickUntilConverged());
        for (int heading = 1; heading <= 4; heading++)
        {
            world.Store.Get<Compass>(entity).Heading = heading;
            world.Tick();
            world.Tick(5);
            Assert.True(client.Store.TryFind(world.Store.IdOf(entity), out Entity shown));
            Assert.Equal(heading, client.Store.Get<Compass>(shown).Heading);
        }
    }

    [Fact]
    public void A_change_within_the_tolerance_is_none_until_it_adds_up()
    {
        using var world = new ReplicationWorld();
        TestClient client = world.AddClient();
        Entity entity = world.Store.Create(new Gauge { Level = 10 });
        Assert.True(world.TickUntilConverged());
        world.Store.Get<Gauge>(entity).Level = 10.4f;
        world.Store.Get<Gauge>(entity).Ticks = -3;
        world.Tick();
        Assert.Equal(0, world.Server.LastTick.Captured.Changed);

        world.Store.Get<Gauge>(entity).Level = 10.6f;
        world.Tick();
        Assert.Equal(1, world.Server.LastTick.Captured.Changed);
        Assert.True(world.TickUntilConverged());
        Assert.True(client.Store.TryFind(world.Store.IdOf(entity), out Entity shown));
        Assert.Equal(10.6f, client.Store.Get<Gauge>(shown).Level, 2);
        Assert.Equal(-3, client.Store.Get<Gauge>(shown).Ticks);
    }

    [Fact]
    public void A_kind_has_the_priority_of_its_component() =>
        Assert.Equal(4, ReplicationWorld.Schema.Codecs[ReplicationWorld.Schema.SlotOf<Gauge>()].Schema.Priority);
}
