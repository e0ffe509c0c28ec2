using System.Numerics;
using CsCheck;
using Replication.Runtime;
using Replication.Tests.Recording;
using Replication.Tests.Training;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

/// <summary>Precision that follows the budget: what moves goes coarse where not everything can go.</summary>
public class PrecisionTests
{
    private const int Bodies = 200;

    private static readonly NetworkConditions Bad = NetworkConditions.Perfect with
    {
        LossRatio = 0.25,
        Latency = TimeSpan.FromMilliseconds(70),
        Jitter = TimeSpan.FromMilliseconds(60),
        ReorderRatio = 0.15,
        DuplicateRatio = 0.1,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_client_ends_with_the_precise_world_whatever_the_network_does(bool isTrained) =>
        Gen.ULong[1, 1_000_000].Sample(
            seed =>
            {
                SchemaTable schema = isTrained ? TrainedSchema.Table : ReplicationWorld.Schema;
                using ReplicationWorld world = Create(Bad, seed, schema: schema);
                for (int i = 0; i < 2; i++) world.AddClient();
                for (int tick = 0; tick < 120; tick++)
                {
                    // Some stop now and then, and are lacking precisely while the others go on.
                    Move(world, tick, index => (index + (tick / 10)) % 4 != 0);
                    if (tick % 40 == 20) Churn(world, tick);
                    world.Tick();
                }

                Assert.True(world.TickUntilConverged(1_000));
                Assert.All(world.Server.Connections, static connection =>
                    Assert.True(connection.Statistics is { CoarseUpdates: > 500, RefusedBaselines: 0 }));
                Assert.All(world.Clients, client =>
                {
                    Assert.True(client.Replication.Statistics is { MissingBaselines: 0, MalformedSnapshots: 0 });
                    Assert.Equal(world.Server.Hash(), client.Replication.Hash());
                });
            },
            iter: 6, threads: 1);

    [Fact]
    public void What_a_client_shows_is_less_wrong_than_with_precise_states_alone()
    {
        double precise = MeanError(mostCoarseBits: 0, out long none);
        double coarse = MeanError(CoarseLayout.MaxBits, out long updates);

        Assert.Equal(0, none);
        Assert.True(updates > 0);
        Assert.True(coarse < 0.75 * precise, $"{coarse} against {precise} m");
    }

    [Fact]
    public void Where_everything_fits_nothing_is_coarse()
    {
        using var world = new ReplicationWorld(options: new ReplicationOptions { MaxCoarseBits = 7 });
        world.AddClient();
        Populate(world);
        for (int tick = 0; tick < 60; tick++)
        {
            Move(world, tick, static _ => true);
            world.Tick();
        }

        Assert.True(world.Server.Connections[0].Statistics is { Updates: > 5_000, CoarseUpdates: 0 });
    }

    [Fact]
    public void What_stands_still_is_shown_precisely_while_the_rest_is_coarse()
    {
        using ReplicationWorld world = Create();
        TestClient client = world.AddClient();
        for (int tick = 0; tick < 200; tick++)
        {
            Move(world, tick, static index => index % 4 != 0);
            world.Tick();
        }

        Assert.True(world.Server.Connections[0].Statistics.CoarseUpdates > 1_000);
        AssertPrecise(world, client, static index => index % 4 == 0);
    }

    [Fact]
    public void Flags_and_whole_numbers_are_never_coarse()
    {
        using ReplicationWorld world = Create();
        TestClient client = world.AddClient();
        for (int tick = 0; tick < 100; tick++)
        {
            Move(world, tick, static _ => true);
            world.Tick();
            foreach (WorldChunk chunk in client.Store.Chunks)
            {
                // Each moved by what its points say, so a client that has one has the other of the same tick.
                Span<Health> healths = chunk.Column<Health>();
                Span<Body> bodies = chunk.Column<Body>();
                for (int i = 0; i < healths.Length; i++)
                    Assert.Equal(healths[i].Points % 2 == 0, bodies[i].IsAwake);
            }
        }
    }

    [Fact]
    public void A_group_goes_precisely()
    {
        using ReplicationWorld world = Create();
        TestClient client = world.AddClient();
        world.Tick();
        ReplicaTable replicas = world.Server.Replicas;
        for (int index = 1; index < 6; index++) replicas.SetGroup(replicas.IdAt(index), replicas.IdAt(0));
        for (int tick = 0; tick < 100; tick++)
        {
            Move(world, tick, static _ => true);
            world.Tick();
        }

        Assert.True(world.Server.Connections[0].Statistics.CoarseUpdates > 500);
        RowTable rows = client.Replication.World.Rows;
        Assert.All(Enumerable.Range(0, 6), index => Assert.Equal(0, rows[index].CoarseBits));
        Assert.Contains(Enumerable.Range(6, Bodies - 6), index => rows[index].CoarseBits > 0);
    }

    [Fact]
    public void A_client_that_comes_back_after_a_cut_ends_with_the_precise_world()
    {
        using ReplicationWorld world = Create(Bad, seed: 3);
        TestClient client = world.AddClient();
        for (int tick = 0; tick < 60; tick++)
        {
            Move(world, tick, static _ => true);
            world.Tick();
        }

        // Until both have given the other up.
        world.Clients.Remove(client);
        world.Tick(220);
        client.Replication.Tick();
        client.Replication.Connect();
        world.Clients.Add(client);
        Assert.True(world.TickUntilConverged(1_000));
        Assert.True(client.Replication.IsResumed);
        Assert.Equal(world.Server.Hash(), client.Replication.Hash());
    }

    [Fact]
    public void Coarse_states_are_no_divergence_and_precise_ones_still_are_compared()
    {
        using ReplicationWorld world = Create(Bad, seed: 5);
        TestClient client = world.AddClient();
        using MemoryStream served = new(), received = new();
        var options = new RecordingOptions { KeyframeTicks = 30 };
        using (var server = new Recorder(world.Server, served, options))
        using (var shown = new Recorder(client.Replication, received, options))
        {
            for (int tick = 0; tick < 150; tick++)
            {
                Move(world, tick, index => (index + (tick / 10)) % 4 != 0);
                world.Tick();
                server.Record();
                shown.Record();
            }
        }

        served.Position = received.Position = 0;
        Assert.True(Divergence.TryCompare(
            served, received, ReplicationWorld.Schema, new ReplicationOptions(), out Divergence? found, out _));
        Assert.Empty(found.Differences);
        Assert.True(found.StateCount > 100, $"{found.StateCount} compared");
        Assert.True(found.PassedOver > 1_000, $"{found.PassedOver} passed over");

        RowHash[] had = new RowHash[Bodies], got = new RowHash[Bodies];
        RowHashes.Of(world.Server, had);
        int precise = RowHashes.Of(client.Replication, got);
        Assert.InRange(precise, 1, Bodies - 1);
        Assert.False(RowHashes.TryFindDifference(had, got.AsSpan(0, precise), out _));
    }

    [Fact]
    public void A_tick_of_coarse_states_allocates_nothing()
    {
        using ReplicationWorld world = Create();
        for (int i = 0; i < 3; i++) world.AddClient();
        int tick = 0;
        void Play(int ticks)
        {
            for (int end = tick + ticks; tick < end; tick++)
            {
                Move(world, tick, static _ => true);
                world.Tick();
            }
        }

        Play(1_000);
        Assert.Equal(0, Allocations.Of(() => Play(100)));
        Assert.True(world.Server.Connections[0].Statistics.CoarseUpdates > 1_000);
    }

    [Fact]
    public void One_bit_more_or_less_a_tick_and_none_where_nobody_waits()
    {
        Precision precision = default;
        for (int bits = 1; bits <= 3; bits++)
        {
            precision = precision.After(lacking: 800, sent: 100, meanMotion: 4, mostBits: 3);
            Assert.Equal(bits, precision.CoarseBits);
        }

        Assert.Equal(precision, precision.After(lacking: 800, sent: 100, meanMotion: 4, mostBits: 3));
        for (int bits = 2; bits >= 0; bits--)
        {
            precision = precision.After(lacking: 100, sent: 100, meanMotion: 4, mostBits: 3);
            Assert.Equal(bits, precision.CoarseBits);
        }

        Assert.Equal(default, default(Precision).After(lacking: 800, sent: 100, meanMotion: 0, mostBits: 3));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8)]
    public void An_impossible_number_of_bits_is_named(int bits)
    {
        var options = new ReplicationOptions { MaxCoarseBits = bits };

        var refused = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal(nameof(ReplicationOptions.MaxCoarseBits), refused.ParamName);
    }

    private static double MeanError(int mostCoarseBits, out long coarseUpdates)
    {
        using ReplicationWorld world = Create(mostCoarseBits: mostCoarseBits);
        TestClient client = world.AddClient();
        double error = 0;
        int count = 0;
        for (int tick = 0; tick < 200; tick++)
        {
            Move(world, tick, static _ => true);
            world.Tick();
            if (tick < 100) continue;
            foreach (Entity entity in Entities(world.Store))
            {
                Assert.True(client.Store.TryFind(world.Store.IdOf(entity), out Entity shown));
                error += Vector3.Distance(
                    world.Store.Get<Body>(entity).Position, client.Store.Get<Body>(shown).Position);
                count++;
            }
        }

        coarseUpdates = world.Server.Connections[0].Statistics.CoarseUpdates;
        return error / count;
    }

    private static void AssertPrecise(ReplicationWorld world, TestClient client, Func<int, bool> isMeant)
    {
        foreach (Entity entity in Entities(world.Store))
        {
            ReplicaId id = world.Store.IdOf(entity);
            if (!isMeant(id.Index)) continue;
            Assert.Equal(0, client.Replication.World.Rows[id.Index].CoarseBits);
            Assert.True(client.Store.TryFind(id, out Entity shown));
            Assert.Equal(
                world.Store.Get<Body>(entity).Position.X, client.Store.Get<Body>(shown).Position.X, 0.0051f);
        }
    }

    private static Entity[] Entities(WorldStore store)
    {
        var entities = new List<Entity>();
        foreach (WorldChunk chunk in store.Chunks) entities.AddRange(chunk.Entities);
        return [.. entities];
    }

    // A tenth of the bodies fits a tick.
    private static ReplicationWorld Create(
        NetworkConditions? conditions = null, ulong seed = 1, int mostCoarseBits = CoarseLayout.MaxBits,
        SchemaTable? schema = null)
    {
        var options = new ReplicationOptions
        {
            BudgetBytesPerTick = 300,
            MaxCoarseBits = mostCoarseBits,
            Transport = new TransportOptions { MaxPayloadBytes = 300 },
        };
        var world = new ReplicationWorld(conditions, seed, options, schema);
        Populate(world);
        return world;
    }

    private static void Populate(ReplicationWorld world)
    {
        for (int i = 0; i < Bodies; i++)
        {
            Entity entity = world.Store.Create(new Body { Rotation = Quaternion.Identity });
            world.Store.Add(entity, new Health { Points = 0 });
        }
    }

    private static void Move(ReplicationWorld world, int tick, Func<int, bool> isMoving)
    {
        int index = 0;
        foreach (WorldChunk chunk in world.Store.Chunks)
        {
            Span<Body> bodies = chunk.Column<Body>();
            Span<Health> healths = chunk.Column<Health>();
            for (int i = 0; i < bodies.Length && i < healths.Length; i++, index++)
            {
                if (!isMoving(index)) continue;
                float angle = (0.05f * tick) + index;
                var around = new Vector3(MathF.Cos(angle), MathF.Sin(angle), 0.001f * index);
                bodies[i].Position = around * (4 + (index % 20));
                bodies[i].Rotation = Quaternion.CreateFromYawPitchRoll(angle, index, 0);
                healths[i].Points = tick;
                bodies[i].IsAwake = tick % 2 == 0;
            }
        }
    }

    private static void Churn(ReplicationWorld world, int tick)
    {
        Entity[] entities = Entities(world.Store);
        world.Store.Destroy(entities[tick % entities.Length]);
        world.Store.Add(entities[(tick + 7) % entities.Length], default(Door));
        Entity entity = world.Store.Create(new Body { Rotation = Quaternion.Identity });
        world.Store.Add(entity, new Health { Points = 0 });
    }
}
