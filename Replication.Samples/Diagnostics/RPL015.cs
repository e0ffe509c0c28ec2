using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl015;

// 32 bits an axis, and perhaps nobody meant that.
[Replicated]
public partial struct Pose
{
    public Vector3 Position;
}
