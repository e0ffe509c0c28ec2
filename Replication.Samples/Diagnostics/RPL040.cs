using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples.Diagnostics;

// What an update costs is said at the component's name, where .editorconfig asks for it.
[Replicated]
public partial struct Costly
{
    [Quantize(-256, 255.998046875, 0.001953125)]
    public Vector3 Position;

    public bool IsAwake;
}
