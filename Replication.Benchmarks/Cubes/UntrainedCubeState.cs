using System.Numerics;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>The fields of <see cref="Replication.Samples.CubeState"/>, in the codes that every component has.</summary>
[Replicated]
internal partial struct UntrainedCubeState
{
    [Quantize(-256, 255.998046875, 0.001953125)]
    public Vector3 Position;

    [SmallestThree(9)]
    public Quaternion Orientation;

    public bool IsAwake;
}
