using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Interest;

public class PriorityTests
{
    private const int Budget = 1_200;
    private const int Bodies = 1_200;

    [Fact]
    public void A_replica_of_twice_the_priority_goes_twice_as_often()
    {
        (CountingStore store, _) = Run(
            ticks: 300, static index => Step(index, 0.5f),
            static (replicas, id) => replicas.SetPriority(id, id.Index < 20 ? 2 : 1));

        Assert.InRange(Mean(store, 0, 20) / Mean(store, 20, Bodies), 1.7, 2.3);
    }

    [Fact]
    public void Nothing_waits_longer_than_the_bound_whatever_it_weighs()
    {
        float[] weights = [1 / 16f, 1 / 4f, 1, 4, 16];
        (CountingStore store, double updatesPerTick) = Run(
            ticks: 3_000, static index => Step(index, 0.5f),
            (replicas, id) => replicas.SetPriority(id, weights[Math.Min(id.Index % 100, 4)]));

        // docs/priority.md: every replica once, and each as often as it outweighs the one that waits.
        for (int index = 0; index < Bodies; index++)
        {
            float own = weights[Math.Min(index % 100, 4)];
            double outweighed = Enumerable.Range(0, Bodies).Sum(i => weights[Math.Min(i % 100, 4)] / own);
            double bound = (Bodies + (Urgency.Most * outweighed)) / updatesPerTick;
            Assert.True(store.LongestWait(index) <= bound, $"{index} waited {store.LongestWait(index)} of {bound}");
        }
    }

    [Fact]
    public void What_moves_far_goes_more_often_than_what_trembles()
    {
        (CountingStore store, _) = Run(ticks: 300, static index => Step(index, index < 600 ? 0.01f : 3));
        Assert.True(Mean(store, 600, Bodies) > 1.2 * Mean(store, 0, 600));
    }

    [Fact]
    public void What_is_near_goes_more_often()
    {
        (CountingStore store, _) = Run(
            ticks: 300, static index => Step(index, 0.5f), priority: new DistancePriority(10));

        // Bodies stand in a row, a tenth of a metre apart, and the viewer at its beginning.
        double near = Mean(store, 0, 80);
        double far = Mean(store, 800, Bodies);
        Assert.True(near > 3 * far, $"{near} against {far}");
        Assert.True(far > 1);
    }

    [Fact]
    public void A_policy_is_asked_in_bulk_and_what_it_says_is_held_within_bounds()
    {
        var policy = new OddPolicy();
        (CountingStore store, _) = Run(ticks: 1_200, static index => Step(index, 0.5f), priority: policy);

        Assert.InRange(policy.MostAtATime, 2, 64);
        Assert.All(Enumerable.Range(0, Bodies), index => Assert.True(store.Writes(index) > 0, $"{index} starved"));
    }

    private static double Mean(CountingStore store, int from, int to) =>
        Enumerable.Range(from, to - from).Average(store.Writes);

    private static Vector3 Step(int index, float meters) => new(0, 0, (index & 1) == 0 ? meters : -meters);

    private static (CountingStore Store, double UpdatesPerTick) Run(
        int ticks, Func<int, Vector3> step, Action<ReplicaTable, ReplicaId>? say = null,
        IPriorityPolicy? priority = null)
    {
        using ReplicationWorld world = InterestWorld.Create(budgetBytes: Budget);
        world.Server.Interest = null;
        world.Server.Priority = priority;
        world.Server.Replicas.Spawned = (replicas, ids) =>
        {
            foreach (ReplicaId id in ids) say?.Invoke(replicas, id);
        };
        var store = new CountingStore(ReplicationWorld.Schema);
        world.AddClient(store);
        for (int i = 0; i < Bodies; i++) world.AddBody(i * 0.1f);
        Assert.True(world.TickUntilConverged());
        Assert.Equal(Bodies, store.Count);

        // Until the weights are known and the priorities have found their level.
        Play(world, store, ticks: 100, step);
        store.Restart();
        long before = world.Server.Connections[0].Statistics.Updates;
        Play(world, store, ticks, step);
        return (store, (world.Server.Connections[0].Statistics.Updates - before) / (double)ticks);
    }

    private static void Play(ReplicationWorld world, CountingStore store, int ticks, Func<int, Vector3> step)
    {
        for (int tick = 0; tick < ticks; tick++)
        {
            Span<Body> bodies = world.Store.Chunks[^1].Column<Body>();
            for (int i = 0; i < bodies.Length; i++)
            {
                bodies[i].Position = new Vector3(i * 0.1f, 0, 0) + (step(i) * ((tick * 7 % 5) - 2));
            }

            world.Tick();
            store.NextTick();
        }
    }

    // Weights that no sane policy gives.
    private sealed class OddPolicy : IPriorityPolicy
    {
        public int MostAtATime { get; private set; }

        public void Weigh(Viewer viewer, ReplicaTable replicas, ReadOnlySpan<int> indices, Span<float> weights)
        {
            MostAtATime = Math.Max(MostAtATime, indices.Length);
            for (int i = 0; i < indices.Length; i++)
            {
                weights[i] = (indices[i] % 5) switch
                {
                    0 => float.NaN,
                    1 => float.PositiveInfinity,
                    2 => 0,
                    3 => -7,
                    _ => 1,
                };
            }
        }
    }
}
