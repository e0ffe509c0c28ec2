using Replication.Runtime;

namespace Replication.Samples.Diagnostics;

[Message]
public partial struct Ping
{
    public readonly uint Nonce; // RPL033
}
