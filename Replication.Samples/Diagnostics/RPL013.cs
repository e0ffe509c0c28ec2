using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl013;

// The schema table cannot name it.
public static partial class Rules
{
    [Replicated]
    private partial struct Hidden;
}
