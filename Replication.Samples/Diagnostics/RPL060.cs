using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl060;

// RPL060.wire-profile.json was trained before the range grew.
[Replicated]
public partial struct Pose
{
    [Quantize(-200, 200, 0.01)]
    public Vector3 Position;
}
