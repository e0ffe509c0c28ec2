using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl007;

// There are no numbers to count steps of.
[Replicated]
public partial struct Door
{
    [Quantize(0, 1, 1)]
    public bool IsOpen;
}
