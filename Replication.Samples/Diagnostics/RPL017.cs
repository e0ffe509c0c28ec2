using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl017;

// Ids have 16 bits, and zero is none.
[Replicated]
public partial struct Player
{
    [FieldId(0)]
    public int Health;
}
