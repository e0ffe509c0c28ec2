using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl004;

// It has no single layout to send.
[Replicated]
public partial struct Pair<T>
    where T : unmanaged
{
    public T First;
}
