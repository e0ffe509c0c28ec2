using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl011;

// Nothing is sent, whoever writes it.
[Authority(Authority.Owner)]
public struct Steering
{
    public int Turn;
}
