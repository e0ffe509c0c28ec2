using CsCheck;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.World;

public class WorldStoreTests
{
    [Fact]
    public void The_store_does_what_a_dictionary_of_components_does() => Gen.UInt.Sample(seed =>
    {
        var random = new Random((int)seed);
        var store = new WorldStore(ReplicationSchema.Table);
        var model = new Dictionary<Entity, (int? Points, bool? IsOpen)>();
        for (int step = 0; step < 200; step++)
        {
            int value = random.Next(1000);
            if (model.Count == 0 || random.Next(4) == 0)
            {
                model.Add(store.Create(new Health { Points = value }), (value, null));
                continue;
            }

            Entity entity = model.Keys.ElementAt(random.Next(model.Count));
            switch (random.Next(5))
            {
                case 0:
                    store.Destroy(entity);
                    model.Remove(entity);
                    break;
                case 1:
                    store.Add(entity, new Door { IsOpen = value % 2 == 0 });
                    model[entity] = model[entity] with { IsOpen = value % 2 == 0 };
                    break;
                case 2:
                    store.Remove<Door>(entity);
                    model[entity] = model[entity] with { IsOpen = null };
                    break;
                case 3:
                    store.Remove<Health>(entity);
                    model[entity] = model[entity] with { Points = null };
                    break;
                default:
                    store.Add(entity, new Health { Points = value });
                    model[entity] = model[entity] with { Points = value };
                    break;
            }
        }

        return store.Count == model.Count && model.All(pair =>
            store.Exists(pair.Key)
            && store.Has<Health>(pair.Key) == pair.Value.Points.HasValue
            && store.Has<Door>(pair.Key) == pair.Value.IsOpen.HasValue
            && (pair.Value.Points is null || store.Get<Health>(pair.Key).Points == pair.Value.Points)
            && (pair.Value.IsOpen is null || store.Get<Door>(pair.Key).IsOpen == pair.Value.IsOpen));
    });

    [Fact]
    public void A_destroyed_entity_is_gone_though_its_place_is_used_again()
    {
        var store = new WorldStore(ReplicationSchema.Table);
        Entity first = store.Create(default(Health));
        Assert.True(store.Destroy(first));
        Assert.False(store.Destroy(first));
        Entity second = store.Create(default(Health));
        Assert.Equal(first.Index, second.Index);
        Assert.False(store.Exists(first));
        Assert.Throws<InvalidOperationException>(() => store.Get<Health>(first));
        Assert.Throws<InvalidOperationException>(() => store.Add(first, default(Door)));
    }

    [Fact]
    public void A_component_that_a_replica_gets_without_a_value_is_zero()
    {
        var store = new WorldStore(ReplicationSchema.Table);
        Entity entity = store.Create(new Health { Points = 77 });
        store.Destroy(entity);
        int slot = ReplicationSchema.Table.SlotOf<Health>();
        var id = new ReplicaId(0, 1);
        store.Spawn([id], default(ComponentMask).With(slot));
        Assert.True(store.TryFind(id, out Entity spawned));
        Assert.Equal(0, store.Get<Health>(spawned).Points);
        Assert.True(store.Component(id, ReplicationSchema.Table.SlotOf<Door>()).IsEmpty);
        Assert.True(store.Component(new ReplicaId(5, 1), slot).IsEmpty);
    }

    [Fact]
    public void A_component_outside_the_schema_is_named()
    {
        var store = new WorldStore(new SchemaTable(ComponentCodec.Of<Health>()));
        ArgumentException error = Assert.Throws<ArgumentException>(() => store.Create(default(Door)));
        Assert.Contains(nameof(Door), error.Message);
    }
}
