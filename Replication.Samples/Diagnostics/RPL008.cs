using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl008;

// More bits than a word has room for.
[Replicated]
public partial struct Pose
{
    [SmallestThree(11)]
    public Quaternion Orientation;
}
