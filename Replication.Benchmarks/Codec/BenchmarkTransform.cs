using System.Numerics;
using MemoryPack;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>The usual moving thing: 40 bytes in memory, 116 bits on the wire.</summary>
[Replicated]
internal partial struct BenchmarkTransform
{
    [Quantize(-256, 255.998046875, 0.001953125)]
    public Vector3 Position;

    [SmallestThree(9)]
    public Quaternion Orientation;

    [Quantize(-32, 31.96875, 0.03125)]
    public Vector3 Velocity;
}

/// <summary>The same fields for MemoryPack.</summary>
/// <param name="Position">Metres.</param>
/// <param name="Orientation">Of length one.</param>
/// <param name="Velocity">Metres per second.</param>
[MemoryPackable]
internal readonly partial record struct MemoryPackTransform(Vector3 Position, Quaternion Orientation, Vector3 Velocity);
