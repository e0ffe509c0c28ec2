using System.Numerics;
using Replication.Runtime;

namespace Replication.Benchmarks;

/// <summary>
/// A body of the scene <c>world</c>: all of it changes each tick while it moves. Its codes are those of
/// <c>world.wire-profile.json</c>, which <c>world-train</c> wrote.
/// </summary>
[Replicated]
internal partial struct Mover
{
    /// <summary>Metres, to 1 cm.</summary>
    [Quantize(-1024, 1023.99, 0.01)]
    public Vector3 Position;

    /// <summary>To about 0.2 degrees.</summary>
    [SmallestThree(9)]
    public Quaternion Orientation;

    /// <summary>Metres per second, to 1 cm/s.</summary>
    [Quantize(-40.96, 40.95, 0.01)]
    public Vector3 Velocity;
}
