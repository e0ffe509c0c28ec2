using System.Numerics;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>Where clients stand in a run, and how far they see.</summary>
internal sealed class WorldViewers(WorldOptions options, ReplicationServer server)
{
    // Who leaves at the same distance as he enters comes and goes with every orbit.
    private const float Hysteresis = 1.1f;

    private readonly HashSet<ulong> _placed = [];

    /// <summary>Says what clients see.</summary>
    public void SetUp()
    {
        if (options.NearFirst) server.Priority = new DistancePriority(fullDistance: 100);
        if (options.Interest != WorldInterest.Grid) return;
        float reach = ReachMeters();
        server.Interest = new GridInterest(
            new GridOptions { EnterDistance = reach, LeaveDistance = reach * Hysteresis, CellSize = reach / 2 });
    }

    /// <summary>Places the clients that are new, each elsewhere.</summary>
    public void Place()
    {
        if (server.Connections.Count == _placed.Count) return;
        foreach (ServerConnection connection in server.Connections)
        {
            if (!_placed.Add(connection.Session.Id)) continue;
            var random = new Random(options.Seed + (int)connection.Session.Id);
            float half = WorldScene.HalfWidthMeters * 0.9f;
            connection.Viewer.Position = new Vector3(
                ((random.NextSingle() * 2) - 1) * half, 0, ((random.NextSingle() * 2) - 1) * half);
        }
    }

    // The circle that has as many of the replicas as wanted, spread evenly as they are.
    private float ReachMeters() => MathF.Sqrt(
        4 * WorldScene.HalfWidthMeters * WorldScene.HalfWidthMeters * options.InView / options.Entities / MathF.PI);
}
