using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl030;

[Message]
public struct Ping // RPL030
{
    public uint Nonce;
}
