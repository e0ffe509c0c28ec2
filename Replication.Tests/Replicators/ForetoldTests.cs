using CsCheck;
using Replication.Runtime;
using Replication.Tests.Training;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

/// <summary>Deltas that are foretold from two baselines, on networks that lose, reorder and repeat.</summary>
public class ForetoldTests
{
    private static readonly NetworkConditions Bad = NetworkConditions.Perfect with
    {
        LossRatio = 0.25,
        Latency = TimeSpan.FromMilliseconds(70),
        Jitter = TimeSpan.FromMilliseconds(60),
        ReorderRatio = 0.15,
        DuplicateRatio = 0.1,
    };

    [Fact]
    public void Every_client_converges_whatever_the_network_does() => Gen.ULong[1, 1_000_000].Sample(
        seed =>
        {
            using var world = new ReplicationWorld(Bad, seed, schema: TrainedSchema.Table);
            for (int i = 0; i < 3; i++) world.AddClient();
            var random = new Random((int)seed);
            for (int tick = 0; tick < 60; tick++)
            {
                Mutate(world.Store, random, tick);
                world.Tick();
            }

            return world.TickUntilConverged()
                && world.Clients.All(client => client.Replication.Hash() == world.Server.Hash());
        },
        iter: 12, threads: 1);

    [Fact]
    public void A_client_that_holds_both_baselines_is_never_sent_one_it_lacks() => Gen.ULong[1, 1_000_000].Sample(
        seed =>
        {
            // Loss makes rows wait and packets overtake each other; still no packet is refused.
            using var world = new ReplicationWorld(Bad, seed, schema: TrainedSchema.Table);
            TestClient client = world.AddClient();
            for (int i = 0; i < 30; i++) world.Store.Create(default(Body));
            for (int tick = 0; tick < 80; tick++)
            {
                TrainedSchema.Move(world.Store, tick);
                world.Tick();
            }

            return client.Replication.Statistics is { MissingBaselines: 0, MalformedSnapshots: 0 };
        },
        iter: 12, threads: 1);

    [Fact]
    public void A_tight_budget_makes_rows_wait_and_breaks_nothing() => Gen.ULong[1, 1_000_000].Sample(
        seed =>
        {
            var options = new ReplicationOptions
            {
                BudgetBytesPerTick = 128, Transport = new TransportOptions { MaxPayloadBytes = 128 },
            };
            using var world = new ReplicationWorld(Bad, seed, options, TrainedSchema.Table);
            TestClient client = world.AddClient();
            for (int i = 0; i < 60; i++) world.Store.Create(default(Body));
            for (int tick = 0; tick < 120; tick++)
            {
                TrainedSchema.Move(world.Store, tick);
                world.Tick();
            }

            return world.TickUntilConverged(1_000)
                && client.Replication.Statistics is { MissingBaselines: 0, MalformedSnapshots: 0 }
                && client.Replication.Hash() == world.Server.Hash();
        },
        iter: 6, threads: 1);

    [Fact]
    public void Two_clients_that_hold_the_same_share_the_bits()
    {
        using var world = new ReplicationWorld(schema: TrainedSchema.Table);
        world.AddClient();
        world.AddClient();
        for (int i = 0; i < 30; i++) world.Store.Create(default(Body));
        for (int tick = 0; tick < 10; tick++)
        {
            TrainedSchema.Move(world.Store, tick);
            world.Tick();
        }

        Assert.Equal(30, world.Server.LastTick.Encoded);
        Assert.Equal(60, world.Server.LastTick.Asked);
    }

    [Fact]
    public void Garbage_in_foretold_deltas_never_throws_and_leaves_nothing() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[1, 4]).Sample((bit, flips) =>
        {
            var sender = new SnapshotSender(TrainedSchema.Table);
            var receiver = new SnapshotReceiver(TrainedSchema.Table);
            for (int i = 0; i < 5; i++) sender.Store.Create(default(Body));
            for (int tick = 1; tick <= 3; tick++)
            {
                TrainedSchema.Move(sender.Store, tick);
                Tick? baseline = tick == 1 ? null : new Tick((uint)tick - 1);
                byte[] packet = sender.Next(baseline, tick > 2 ? new Tick((uint)tick - 2) : null);
                if (tick == 3)
                {
                    for (int i = 0; i < flips; i++)
                    {
                        int place = (bit + (i * 37)) % (packet.Length * 8);
                        packet[place / 8] ^= (byte)(1 << (place % 8));
                    }
                }

                ulong before = receiver.Hash();
                bool isTaken = receiver.Receive(packet);
                if (tick < 3 && !isTaken) return false;
                if (!isTaken && receiver.Hash() != before) return false;
            }

            return true;
        });

    private static void Mutate(WorldStore store, Random random, int tick)
    {
        TrainedSchema.Move(store, tick);
        if (random.Next(4) == 0) store.Create(new Body { IsAwake = true });
        foreach (WorldChunk chunk in store.Chunks.ToArray())
        {
            if (chunk.Count == 0 || random.Next(6) != 0) continue;
            Entity entity = chunk.Entities[random.Next(chunk.Count)];
            if (random.Next(2) == 0)
                store.Destroy(entity);
            else if (!store.Has<Health>(entity))
                store.Add(entity, new Health { Points = tick });
            else
                store.Remove<Health>(entity);
        }
    }
}
