using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl033;

[Message]
public partial struct Ping
{
    public readonly uint Nonce; // RPL033
}
