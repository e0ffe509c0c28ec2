using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Replicators;

public class ReorderTests
{
    private readonly SnapshotSender _sender = new(ReplicationWorld.Schema);
    private readonly SnapshotReceiver _receiver = new(ReplicationWorld.Schema);

    [Fact]
    public void A_state_that_was_overtaken_serves_as_a_baseline()
    {
        Entity entity = _sender.Store.Create(new Health { Points = 100 });
        Assert.True(_receiver.Receive(_sender.Next(baseline: null)));
        _sender.Store.Get<Health>(entity).Points = 2_000;
        byte[] second = _sender.Next(new Tick(1));
        _sender.Store.Get<Health>(entity).Points = 30_000;
        byte[] third = _sender.Next(new Tick(1));

        Assert.True(_receiver.Receive(third));
        Assert.True(_receiver.Receive(second));
        Assert.Equal(30_000, Shown(entity).Points);

        // The sender heard of the second alone.
        _sender.Store.Get<Health>(entity).Points = 40_000;
        Assert.True(_receiver.Receive(_sender.Next(new Tick(2))));
        Assert.Equal(40_000, Shown(entity).Points);
        Assert.Equal(_sender.Hash(), _receiver.Hash());
    }

    [Fact]
    public void A_state_that_arrives_after_the_despawn_brings_nobody_back()
    {
        Entity entity = _sender.Store.Create(new Health { Points = 1 });
        byte[] born = _sender.Next(baseline: null);
        _sender.Store.Destroy(entity);
        byte[] gone = _sender.Next(baseline: null);

        Assert.True(_receiver.Receive(gone));
        Assert.True(_receiver.Receive(born));
        Assert.Equal(0, _receiver.Store.Count);
        Assert.Equal(_sender.Hash(), _receiver.Hash());
    }

    [Fact]
    public void A_delta_that_arrives_after_the_despawn_is_read_and_changes_nothing()
    {
        Entity entity = _sender.Store.Create(new Health { Points = 1 });
        Assert.True(_receiver.Receive(_sender.Next(baseline: null)));
        _sender.Store.Get<Health>(entity).Points = 2;
        byte[] changed = _sender.Next(new Tick(1));
        _sender.Store.Destroy(entity);
        byte[] gone = _sender.Next(new Tick(1));

        Assert.True(_receiver.Receive(gone));
        Assert.True(_receiver.Receive(changed));
        Assert.Equal(0, _receiver.Store.Count);
    }

    [Fact]
    public void A_packet_against_a_tick_that_never_arrived_is_refused()
    {
        Entity entity = _sender.Store.Create(new Health { Points = 1 });
        _sender.Next(baseline: null);
        _sender.Store.Get<Health>(entity).Points = 2;
        Assert.False(_receiver.Receive(_sender.Next(new Tick(1))));
        Assert.Equal(0, _receiver.Store.Count);
    }

    // Replicas are numbered in the order they were created; every test has one.
    private Health Shown(Entity entity)
    {
        Assert.True(_receiver.Store.TryFind(_sender.Store.IdOf(entity), out Entity shown));
        return _receiver.Store.Get<Health>(shown);
    }
}
