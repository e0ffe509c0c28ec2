using System.Numerics;
using CsCheck;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Replication.Transport;

namespace Replication.Tests.Interest;

/// <summary>A world whose clients see by distance, with bodies that wander about.</summary>
internal static class InterestWorld
{
    public static readonly NetworkConditions Bad = NetworkConditions.Perfect with
    {
        LossRatio = 0.2,
        Latency = TimeSpan.FromMilliseconds(60),
        Jitter = TimeSpan.FromMilliseconds(40),
        ReorderRatio = 0.1,
        DuplicateRatio = 0.1,
    };

    public static readonly GridOptions Grid = new() { EnterDistance = 20, LeaveDistance = 25, CellSize = 10 };

    public static ReplicationWorld Create(
        NetworkConditions? conditions = null, ulong seed = 1, int? budgetBytes = null)
    {
        var options = new ReplicationOptions { Positions = [PositionField.Of<Body>(nameof(Body.Position))] };
        if (budgetBytes is { } budget) options = options with { BudgetBytesPerTick = budget };
        var world = new ReplicationWorld(conditions, seed, options);
        world.Server.Interest = new GridInterest(Grid);
        return world;
    }

    public static Entity AddBody(this ReplicationWorld world, float x, float z = 0) =>
        world.Store.Create(new Body { Position = new Vector3(x, 0, z), Rotation = Quaternion.Identity });

    public static void MoveTo(this ReplicationWorld world, Entity entity, float x) =>
        world.Store.Get<Body>(entity).Position.X = x;

    /// <summary>Whether every client holds what the server means it to, and its store shows just that.</summary>
    public static bool IsShown(ReplicationWorld world) => world.Clients.All(client =>
    {
        ServerConnection connection = ConnectionOf(world, client);
        return connection.Hash() == client.Replication.Hash()
            && client.Store.Count == connection.ReplicaCount
            && client.Replication.Statistics.MalformedSnapshots == 0;
    });

    public static ServerConnection ConnectionOf(ReplicationWorld world, TestClient client) =>
        world.Server.Connections.Single(connection => connection.Session.Id == client.Replication.Session.Id);

    /// <summary>Bodies wander, come, go and change; viewers walk.</summary>
    public static void Mutate(ReplicationWorld world, Random random)
    {
        var entities = new List<Entity>();
        foreach (WorldChunk chunk in world.Store.Chunks)
        {
            foreach (ref Body body in chunk.Column<Body>())
            {
                if (random.Next(3) > 0) body.Position += new Vector3(Step(random), 0, Step(random));
            }

            foreach (ref Health health in chunk.Column<Health>()) health.Points += random.Next(2) * random.Next(50);
            entities.AddRange(chunk.Entities);
        }

        if (entities.Count < 60) world.AddBody((random.NextSingle() - 0.5f) * 100, (random.NextSingle() - 0.5f) * 100);
        if (entities.Count > 0)
        {
            Entity chosen = entities[random.Next(entities.Count)];
            switch (random.Next(4))
            {
                case 0: world.Store.Add(chosen, new Health { Points = random.Next(100) }); break;
                case 1: world.Store.Destroy(chosen); break;
                default: world.Store.Remove<Health>(chosen); break;
            }
        }

        foreach (ServerConnection connection in world.Server.Connections)
            connection.Viewer.Position += new Vector3(Step(random), 0, Step(random)) * 2;
    }

    private static float Step(Random random) => (random.NextSingle() - 0.5f) * 6;
}
