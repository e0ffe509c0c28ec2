using System.Numerics;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>The fields of <see cref="Mover"/>, in the codes that every component has.</summary>
[Replicated]
internal partial struct UntrainedMover
{
    [Quantize(-1024, 1023.99, 0.01)]
    public Vector3 Position;

    [SmallestThree(9)]
    public Quaternion Orientation;

    [Quantize(-40.96, 40.95, 0.01)]
    public Vector3 Velocity;
}
