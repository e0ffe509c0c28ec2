using System.Numerics;
using System.Runtime.InteropServices;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// How far what a client shows is from what the server has at that moment, over the replicas that move: what age and
/// precision come to together. Clients show states as they come, without foretelling motion.
/// </summary>
/// <param name="options">Which replicas move.</param>
internal sealed class ViewErrors(WorldOptions options)
{
    /// <summary>Distances in centimetres.</summary>
    public Histogram Centimeters { get; } = new();

    /// <summary>Angles in degrees.</summary>
    public Histogram Degrees { get; } = new();

    public void Clear()
    {
        Centimeters.Clear();
        Degrees.Clear();
    }

    /// <summary>Compares all that a client shows.</summary>
    /// <param name="truth">What the server has, by row.</param>
    /// <param name="shown">The client's world.</param>
    public void Add(ReadOnlySpan<Mover> truth, WorldStore shown)
    {
        for (int chunk = 0; chunk < shown.ChunkCount; chunk++)
        {
            ReadOnlySpan<ReplicaId> ids = shown.Chunk(chunk).Ids;
            if (ids.IsEmpty || shown.Chunk(chunk).Mask.Count == 0) continue;
            ReadOnlySpan<Mover> movers = MemoryMarshal.Cast<byte, Mover>(shown.Column(chunk, slot: 0));
            for (int i = 0; i < ids.Length; i++)
            {
                if (WorldScene.IsMoving(ids[i].Index, options.Moving)) Add(truth[ids[i].Index], movers[i]);
            }
        }
    }

    private void Add(in Mover truth, in Mover shown)
    {
        Centimeters.Add(Vector3.Distance(truth.Position, shown.Position) * 100, 1);
        float half = MathF.Min(1, MathF.Abs(Quaternion.Dot(truth.Orientation, shown.Orientation)));
        Degrees.Add(float.RadiansToDegrees(2 * MathF.Acos(half)), 1);
    }
}
