using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl016;

// Two fields cannot be the same one in the next version.
[Replicated]
public partial struct Player
{
    [FieldId(1)]
    public int Health;

    [FieldId(1)]
    public int Armor;
}
