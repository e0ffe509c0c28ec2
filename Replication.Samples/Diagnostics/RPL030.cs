using Replication.Runtime;

namespace Replication.Samples.Diagnostics;

[Message]
public struct Ping // RPL030
{
    public uint Nonce;
}
