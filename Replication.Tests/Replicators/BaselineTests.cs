using Replication.Runtime;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

public class BaselineTests
{
    [Fact]
    public void Deltas_cost_less_than_full_states()
    {
        using var world = new ReplicationWorld();
        world.AddClient();
        Entity entity = world.Store.Create(default(Body));
        Assert.True(world.TickUntilConverged());
        OutgoingStatistics before = world.Server.Connections[0].Statistics;
        for (int tick = 0; tick < 20; tick++)
        {
            world.Store.Get<Body>(entity).Position.X += 0.05f;
            world.Tick();
        }

        OutgoingStatistics sent = world.Server.Connections[0].Statistics.Since(before);
        Assert.Equal(20, sent.Updates);
        Assert.Equal(0, sent.FullUpdates);
        Assert.True(sent.UpdateBits * 3 < sent.FullBits, $"{sent.UpdateBits} bits against {sent.FullBits} in full");
    }

    [Fact]
    public void A_world_at_rest_sends_nothing()
    {
        using var world = new ReplicationWorld();
        world.AddClient();
        for (int i = 0; i < 100; i++) world.Store.Create(new Health { Points = i });
        Assert.True(world.TickUntilConverged());
        OutgoingStatistics before = world.Server.Connections[0].Statistics;
        world.Tick(50);
        Assert.Equal(0, world.Server.Connections[0].Statistics.Since(before).Packets);
    }

    [Fact]
    public void Clients_with_the_same_baseline_share_one_encode()
    {
        using var world = new ReplicationWorld();
        for (int i = 0; i < 8; i++) world.AddClient();
        Entity entity = world.Store.Create(default(Body));
        Assert.True(world.TickUntilConverged());
        world.Store.Get<Body>(entity).Position.X = 5;
        world.Tick();
        Assert.Equal(1, world.Server.LastTick.Encoded);
        Assert.Equal(8, world.Server.LastTick.Asked);
    }

    [Fact]
    public void A_baseline_that_left_the_window_means_a_full_send()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { HistoryTicks = 2 });
        TestClient client = world.AddClient();
        Entity entity = world.Store.Create(new Health { Points = 1 });
        Assert.True(world.TickUntilConverged());

        // The server goes on alone: what the client acknowledged is soon out of its log.
        for (int tick = 0; tick < 10; tick++)
        {
            world.Store.Get<Health>(entity).Points++;
            world.Server.Tick();
            world.Clock.Advance(ReplicationWorld.TickInterval);
        }

        world.Store.Get<Health>(entity).Points++;
        Assert.True(world.TickUntilConverged());
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
        Assert.True(world.Server.Connections[0].Statistics.FullUpdates > 1);
        Assert.Equal(0, client.Replication.Statistics.MissingBaselines);
    }

    [Fact]
    public void A_baseline_that_the_client_lost_is_counted_refused_and_answered_with_a_full_state()
    {
        var conditions = NetworkConditions.Perfect with { Latency = TimeSpan.FromMilliseconds(400) };
        using var world = new ReplicationWorld(conditions);

        // It keeps two ticks where the server counts on sixty-four, and eight ticks pass before it hears of an ack.
        TestClient client = world.AddClient(new ReplicationOptions { HistoryTicks = 1 });
        Entity entity = world.Store.Create(new Health { Points = 1 });
        for (int tick = 0; tick < 120; tick++)
        {
            world.Store.Get<Health>(entity).Points++;
            world.Tick();
        }

        Assert.True(client.Replication.Statistics.MissingBaselines > 0);
        Assert.True(world.Server.Connections[0].Statistics.RefusedBaselines > 0);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
        Assert.Equal(SessionState.Connected, client.Replication.Session.State);
    }

    [Fact]
    public void A_path_slower_than_the_first_guess_of_its_round_trip_ends_up_with_deltas()
    {
        var conditions = NetworkConditions.Perfect with { Latency = TimeSpan.FromMilliseconds(900) };
        using var world = new ReplicationWorld(conditions);
        TestClient client = world.AddClient();
        Entity entity = world.Store.Create(new Health { Points = 1 });
        for (int tick = 0; tick < 400; tick++)
        {
            world.Store.Get<Health>(entity).Points++;
            world.Tick();
        }

        OutgoingStatistics sent = world.Server.Connections[0].Statistics;
        Assert.True(sent.FullUpdates * 2 < sent.Updates, $"{sent.FullUpdates} of {sent.Updates} states went in full");
        Assert.True(world.TickUntilConverged());
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void What_was_in_a_lost_packet_goes_again()
    {
        var conditions = NetworkConditions.Perfect with { LossRatio = 0.5 };
        using var world = new ReplicationWorld(conditions, seed: 7);
        TestClient client = world.AddClient();
        for (int i = 0; i < 50; i++) world.Store.Create(new Health { Points = i });
        Assert.True(world.TickUntilConverged());
        Assert.Equal(50, client.Store.Count);
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void The_budget_of_a_tick_holds_and_no_replica_starves()
    {
        const int Budget = 1_200;
        using var world = new ReplicationWorld(options: new ReplicationOptions { BudgetBytesPerTick = Budget });
        TestClient client = world.AddClient();
        var entities = new List<Entity>();
        for (int i = 0; i < 800; i++) entities.Add(world.Store.Create(new Health { Points = i }));
        var random = new Random(1);
        var lastSeen = new int[800];
        long before = 0;
        for (int tick = 1; tick <= 120; tick++)
        {
            foreach (Entity entity in entities)
                world.Store.Get<Health>(entity).Points = (tick * 1_000_000) + random.Next(900_000);
            world.Tick();
            if (world.Server.Connections.Count == 0) continue;
            long sent = world.Server.Connections[0].Statistics.PayloadBytes;
            Assert.True(sent - before <= Budget, $"tick {tick}: {sent - before} bytes");
            before = sent;
            if (tick != 120) continue;
            for (int i = 0; i < entities.Count; i++)
            {
                Assert.True(client.Store.TryFind(world.Store.IdOf(entities[i]), out Entity shown));
                lastSeen[i] = client.Store.Get<Health>(shown).Points / 1_000_000;
            }
        }

        // 800 states of some 5 bytes through 1,200 bytes a tick: each has its turn within a handful of ticks.
        Assert.True(lastSeen.Min() >= 108, $"the oldest state shown is of tick {lastSeen.Min()}");
    }

    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(300)]
    public void A_budget_that_is_too_small_is_filled_to_the_last_record(int mostPoints)
    {
        const int Budget = 1_600;
        using var world = new ReplicationWorld(options: new ReplicationOptions { BudgetBytesPerTick = Budget });
        world.AddClient();
        var entities = new List<Entity>();
        for (int i = 0; i < 3_000; i++) entities.Add(world.Store.Create(new Health { Points = i }));
        var random = new Random(5);
        OutgoingStatistics before = default;
        for (int tick = 0; tick < 80; tick++)
        {
            foreach (Entity entity in entities) world.Store.Get<Health>(entity).Points = random.Next(mostPoints);
            if (tick == 40) before = world.Server.Connections[0].Statistics;
            world.Tick();
        }

        // What is left has no room for another record.
        OutgoingStatistics sent = world.Server.Connections[0].Statistics.Since(before);
        Assert.InRange(sent.PayloadBytes, 40 * (Budget - 12), 40 * Budget);
    }
}
