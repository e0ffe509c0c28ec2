using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl001;

// Its second part, the codec, has no place to go.
[Replicated]
public struct Health
{
    public int Value;
}
