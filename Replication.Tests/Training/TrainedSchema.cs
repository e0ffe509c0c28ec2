using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Replication.Transport;

namespace Replication.Tests.Training;

/// <summary>The tests' components in codes that were trained on a small world of bodies in orbit.</summary>
internal static class TrainedSchema
{
    private static readonly Lazy<WireProfile> Trained = new(Train);

    /// <summary>The profile.</summary>
    public static WireProfile Profile => Trained.Value;

    /// <summary>The components with its codes; deltas of a body are foretold from two baselines.</summary>
    public static SchemaTable Table => Profile.Apply(ReplicationWorld.Schema);

    /// <summary>Trains anew: the same every time.</summary>
    public static WireProfile Train()
    {
        var training = new TrainingSet();
        var conditions = NetworkConditions.Perfect with { Latency = TimeSpan.FromMilliseconds(60) };
        using var world = new ReplicationWorld(conditions, schema: training.Observe(ReplicationWorld.Schema));
        world.AddClient();
        for (int i = 0; i < 20; i++)
        {
            Entity entity = world.Store.Create(BodyAt(i, 0));
            world.Store.Add(entity, new Health { Points = 100 });
            world.Store.Add(entity, default(Door));
        }

        for (int tick = 0; tick < 150; tick++)
        {
            Move(world.Store, tick);
            world.Tick();
        }

        return training.Train();
    }

    /// <summary>Moves every entity of a store one tick on.</summary>
    public static void Move(WorldStore store, int tick)
    {
        foreach (WorldChunk chunk in store.Chunks)
        {
            Span<Body> bodies = chunk.Column<Body>();
            Span<Health> healths = chunk.Column<Health>();
            Span<Door> doors = chunk.Column<Door>();
            for (int i = 0; i < bodies.Length; i++) bodies[i] = BodyAt(i, tick);
            for (int i = 0; i < healths.Length; i++) healths[i].Points -= (tick + i) % 7 == 0 ? 1 + (i % 3) : 0;
            for (int i = 0; i < doors.Length; i++) doors[i].IsOpen ^= (tick + i) % 5 == 0;
        }
    }

    private static Body BodyAt(int index, int tick)
    {
        float angle = (0.07f * tick) + index;
        return new Body
        {
            Position = new Vector3(MathF.Cos(angle), MathF.Sin(angle), 0.1f * index) * (10 + index),
            Rotation = Quaternion.CreateFromYawPitchRoll(angle, index, 0),
            IsAwake = tick % 50 != index,
        };
    }
}
