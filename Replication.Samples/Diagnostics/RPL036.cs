using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl036;

[Message(0, Reliability.Unreliable)]
public partial struct Terrain // RPL036
{
    [MaxCount(300)]
    public float[] Heights;
}
