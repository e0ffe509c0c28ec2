using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl028;

// Nothing can be looked at less often than never.
[Replicated(Rate = -5)]
public partial struct Weather
{
    public int Clouds;
}
