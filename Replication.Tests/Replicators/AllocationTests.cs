using System.Numerics;
using Replication.Runtime;
using Replication.Tests.Transport;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Replicators;

public class AllocationTests
{
    [Theory]
    [InlineData(Protection.Open, false)]
    [InlineData(Protection.Open, true)]
    [InlineData(Protection.Sealed, false)]
    [InlineData(Protection.Netcode, false)]
    public void A_tick_in_steady_state_allocates_nothing_on_either_side(Protection protection, bool hasGroups)
    {
        var conditions = NetworkConditions.Perfect with { LossRatio = 0.05, Latency = TimeSpan.FromMilliseconds(60) };
        using var world = new ReplicationWorld(
            conditions, options: new ReplicationOptions { HistoryTicks = 16 }, protection: protection);
        for (int i = 0; i < 4; i++) world.AddClient();
        for (int i = 0; i < 300; i++) world.Store.Create(new Body { Rotation = Quaternion.Identity });
        if (hasGroups) Group(world);

        // Until all four have held something else at once.
        Play(world, 1_500);

        long allocated = Allocations.Of(() => Play(world, 100));

        Assert.Equal(4, world.Server.Connections.Count);
        Assert.True(world.Server.LastTick.Captured.Changed > 200);
        Assert.Equal(0, allocated);
    }

    // Families of five, whose members are far apart.
    private static void Group(ReplicationWorld world)
    {
        world.Tick();
        ReplicaTable replicas = world.Server.Replicas;
        for (int index = 60; index < 300; index++) replicas.SetGroup(replicas.IdAt(index), replicas.IdAt(index % 60));
    }

    private static void Play(ReplicationWorld world, int ticks)
    {
        for (int tick = 0; tick < ticks; tick++)
        {
            int i = 0;
            foreach (WorldChunk chunk in world.Store.Chunks)
            {
                foreach (ref Body body in chunk.Column<Body>())
                {
                    float phase = (tick * 0.1f) + i++;
                    body.Position = new Vector3(MathF.Sin(phase), MathF.Cos(phase), phase % 50);
                    body.IsAwake = tick % 7 == 0;
                }
            }

            world.Tick();
        }
    }
}
