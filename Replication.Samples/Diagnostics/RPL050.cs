using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl050;

[Replicated]
public partial struct Health
{
    [Quantize(0, 200, 1)] // RPL050: the lock has 0 to 100
    public short Points;
}
