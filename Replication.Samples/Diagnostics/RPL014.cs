using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl014;

// Eight bits on a range, and eight without one.
[Replicated]
public partial struct Health
{
    [Quantize(0, 255, 1)]
    public byte Value;
}
