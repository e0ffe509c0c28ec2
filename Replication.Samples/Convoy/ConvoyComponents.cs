using System.Numerics;
using Replication.Runtime;

namespace Replication.Samples;

/// <summary>Where a truck or a trailer is.</summary>
[Replicated]
public partial struct Place
{
    /// <summary>Metres, to 1 cm.</summary>
    [Quantize(-500, 500, 0.01)]
    public Vector3 Position;
}

/// <summary>What a truck or a trailer carries. How much is what its prefab says, unless somebody unloads it.</summary>
[Replicated]
public partial struct Cargo
{
    /// <summary>Crates.</summary>
    public ushort Crates;
}

/// <summary>A trailer's truck: a client shows no trailer before it.</summary>
[Replicated]
public partial struct Hitch
{
    /// <summary>The truck.</summary>
    [Parent]
    public NetRef<Place> Truck;

    /// <summary>How many trailers are between them.</summary>
    public byte Row;
}
