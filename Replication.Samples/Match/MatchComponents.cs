using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples;

/// <summary>Where a body is and how it is turned.</summary>
[Replicated]
[Authority(Authority.Server)]
[WireBudget(128)]
public partial struct Pose
{
    /// <summary>Metres, to 2 mm.</summary>
    [Quantize(-256, 255.998046875, 0.001953125)]
    public Vector3 Position;

    /// <summary>To about 0.2 degrees.</summary>
    [SmallestThree(9)]
    public Quaternion Orientation;
}

/// <summary>How a body moves.</summary>
[Replicated]
[Authority(Authority.Server)]
public partial struct Motion
{
    /// <summary>Metres per second, to 3 cm/s.</summary>
    [Quantize(-32, 31.96875, 0.03125)]
    public Vector3 Velocity;
}
