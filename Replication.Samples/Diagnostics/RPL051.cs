using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl051;

[Replicated]
public partial struct Health
{
    public short Points;
    public short Armor; // RPL051: the lock does not have it yet
}
