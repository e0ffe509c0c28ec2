using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl006;

// The larger number stands first.
[Replicated]
public partial struct Turret
{
    [Quantize(180, -180, 0.1)]
    public float Yaw;
}
