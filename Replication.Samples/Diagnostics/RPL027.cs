using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl027;

// No change of the field is larger than its tolerance, so none would be sent.
[Replicated]
public partial struct Tank
{
    [Tolerance(5)]
    [Quantize(0, 5, 0.01)]
    public float Fuel;
}
