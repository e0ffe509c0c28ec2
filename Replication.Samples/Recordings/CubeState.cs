using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples;

/// <summary>
/// What byte figures on the cubes recording are of: position, orientation and whether the body is awake. Its codes are
/// those of <c>wire-profile.json</c>, which the command <c>train</c> wrote.
/// </summary>
[Replicated]
public partial struct CubeState
{
    /// <summary>Metres, to 2 mm.</summary>
    [Quantize(-256, 255.998046875, 0.001953125)]
    public Vector3 Position;

    /// <summary>To about 0.2 degrees.</summary>
    [SmallestThree(9)]
    public Quaternion Orientation;

    /// <summary>False once the physics put it to rest.</summary>
    public bool IsAwake;

    /// <summary>The state of a recorded body.</summary>
    /// <param name="sample">The body.</param>
    /// <returns>Its state.</returns>
    public static CubeState Of(CubeSample sample) => new()
    {
        Position = sample.Position,
        Orientation = sample.Orientation,
        IsAwake = sample.IsAwake,
    };
}
