namespace Replication.Runtime;

/// <summary>How far a <see cref="GridInterest"/> sees, in the unit of positions.</summary>
public sealed record GridOptions
{
    /// <summary>What is nearer comes into view. Above zero; default 100.</summary>
    public float EnterDistance { get; init; } = 100;

    /// <summary>
    /// What is in view and farther leaves it. At least <see cref="EnterDistance"/>; default 120. The difference keeps
    /// who moves along the edge from coming and going.
    /// </summary>
    public float LeaveDistance { get; init; } = 120;

    /// <summary>
    /// The side of a cell. Above zero; default 64. Smaller cells look at fewer replicas out of reach, and at more
    /// cells.
    /// </summary>
    public float CellSize { get; init; } = 64;

    /// <summary>The plane of the cells, in which distance is measured. Default <see cref="GridPlane.XZ"/>.</summary>
    public GridPlane Plane { get; init; } = GridPlane.XZ;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the first value that is not within its limits.</exception>
    public void Validate()
    {
        Throw.IfNotPositive(EnterDistance, nameof(EnterDistance));
        Throw.IfOutside(LeaveDistance, EnterDistance, float.MaxValue, nameof(LeaveDistance));
        Throw.IfOutside(CellSize, LeaveDistance / 64, float.MaxValue, nameof(CellSize));
    }
}

/// <summary>The two axes of a grid.</summary>
public enum GridPlane
{
    /// <summary>X and Z: Y is up.</summary>
    XZ = 0,

    /// <summary>X and Y: Z is up, or there is none.</summary>
    XY = 1,
}
