using System.Runtime.CompilerServices;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics.Rpl012;

// More words than a row holds.
[InlineArray(5000)]
public struct Tiles
{
    private byte _first;
}

[Replicated]
public partial struct Map
{
    public Tiles Tiles;
}
