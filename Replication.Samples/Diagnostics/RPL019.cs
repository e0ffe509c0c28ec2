using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl019;

// Nothing is sent, whoever would receive it.
[Audience(Audience.Owner)]
public struct Purse
{
    public int Gold;
}
