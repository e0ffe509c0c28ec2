using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Replicators;
using Xunit;

namespace Replication.Tests.Interest;

public class SelectionAllocationTests
{
    [Fact]
    public void Interest_audiences_rates_and_priority_under_a_tight_budget_allocate_nothing()
    {
        using ReplicationWorld world = InterestWorld.Create(budgetBytes: 1_200);
        world.Server.Priority = new DistancePriority(5);
        world.Server.Replicas.Spawned = static (replicas, ids) =>
        {
            foreach (ReplicaId id in ids)
            {
                replicas.SetOwner(id, (ulong)id.Index % 3);
                replicas.SetTeam(id, id.Index % 2);
                replicas.SetPriority(id, 1 + (id.Index % 4));
            }
        };
        for (int i = 0; i < 4; i++) world.AddClient();
        for (int i = 0; i < 600; i++)
        {
            Entity entity = world.AddBody(i % 40, i / 40);
            if (i % 5 == 0) world.Store.Add(entity, new Orders());
            if (i % 7 == 0) world.Store.Add(entity, new Purse());
            if (i % 3 == 0) world.Store.Add(entity, new Compass());
        }

        // Until every view, list and packet was once as large as it gets; everything comes round after 40 ticks.
        Play(world, 1_200);
        long sent = Bytes(world);
        uint since = world.Server.CurrentTick.Value;
        long allocated = Allocations.Of(() => Play(world, 120));

        Assert.Equal(0, allocated);
        Assert.Equal(4, world.Server.LastTick.Groups);

        // The budget was what held it up, and it was used.
        Assert.All(world.Server.Connections, static connection => Assert.False(connection.IsConverged));
        double ticks = world.Server.CurrentTick.Value - since;
        Assert.InRange((Bytes(world) - sent) / ticks / 4, 1_000, 1_200);
    }

    private static long Bytes(ReplicationWorld world) =>
        world.Server.Connections.Sum(static connection => connection.Statistics.PayloadBytes);

    private static void Play(ReplicationWorld world, int ticks)
    {
        for (int tick = 0; tick < ticks; tick++)
        {
            IReadOnlyList<ServerConnection> connections = world.Server.Connections;
            for (int i = 0; i < connections.Count; i++)
            {
                connections[i].Viewer.Position = new Vector3(10 * i, 0, 3);
                connections[i].Viewer.Team = i % 2;
            }

            foreach (WorldChunk chunk in world.Store.Chunks)
            {
                int row = 0;
                foreach (ref Body body in chunk.Column<Body>())
                {
                    float phase = MathF.Tau * ((world.Server.CurrentTick.Value + row++) % 40) / 40;
                    body.Position.Y = 10 * MathF.Sin(phase);
                    body.Position.X += MathF.Cos(phase);
                }
            }

            world.Tick();
        }
    }
}
