using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl002;

// A reference means nothing on another machine.
[Replicated]
public partial struct Player
{
    public string Name;
}
