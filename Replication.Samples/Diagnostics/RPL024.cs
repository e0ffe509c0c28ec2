using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl024;

// A Quaternion is always sent as its smallest three components.
[Replicated]
public partial struct Pose
{
    [Exact]
    public Quaternion Orientation;
}
