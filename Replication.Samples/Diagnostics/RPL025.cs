using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl025;

public struct Ship;

// A ship is on no replica.
[Replicated]
public partial struct Missile
{
    public NetRef<Ship> Target;
}
