using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics;

// Three exact floats are up to 99 bits.
[Replicated]
[WireBudget(64)]
public partial struct OverBudget
{
    [Exact]
    public Vector3 Position;
}
