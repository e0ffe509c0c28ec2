using System.Numerics;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// What byte figures on the cubes recording are of: position, orientation and whether the body is awake.
/// </summary>
[Replicated]
internal partial struct CubeState
{
    [Quantize(-256, 255.998046875, 0.001953125)]
    public Vector3 Position;

    [SmallestThree(9)]
    public Quaternion Orientation;

    public bool IsAwake;
}
