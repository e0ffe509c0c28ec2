using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl026;

// A number names no replica.
[Replicated]
public partial struct Turret
{
    [Parent]
    public int Ship;
}
