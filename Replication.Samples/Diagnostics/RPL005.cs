using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl005;

// What arrives could not be written into it.
[Replicated]
public partial struct Health
{
    public readonly int Value;
}
