using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl052;

// RPL052 is in the lock beside it, which has no format.
[Replicated]
public partial struct Health
{
    public short Points;
}
