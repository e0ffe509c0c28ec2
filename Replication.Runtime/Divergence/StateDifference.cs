namespace Replication.Runtime;

/// <summary>Something that two recordings have of one tick and that is not the same.</summary>
/// <param name="Tick">The tick of the state.</param>
/// <param name="Replica">The replica.</param>
/// <param name="Kind">What differs.</param>
/// <param name="Component">The component's full name; empty where the whole replica is meant.</param>
/// <param name="Field">The field's path; empty where the whole component is meant.</param>
/// <param name="First">What the first has, in the field's unit, as JSON; empty for nothing.</param>
/// <param name="Second">What the second has.</param>
public sealed record StateDifference(
    Tick Tick, ReplicaId Replica, DifferenceKind Kind, string Component, string Field, string First, string Second)
{
    /// <summary>The difference in a line.</summary>
    /// <returns>As in <c>tick 40 replica 7:1 Game.Pose.Heading: 0.1 against 0.2</c>.</returns>
    public override string ToString()
    {
        string replica = $"tick {Tick} replica {Replica.Index}:{Replica.Generation}";
        return Kind switch
        {
            DifferenceKind.OnlyInFirst when Component.Length == 0 => $"{replica} is in the first alone",
            DifferenceKind.OnlyInSecond when Component.Length == 0 => $"{replica} is in the second alone",
            DifferenceKind.OnlyInFirst => $"{replica} has {Component} in the first alone",
            DifferenceKind.OnlyInSecond => $"{replica} has {Component} in the second alone",
            _ => $"{replica} {Component}.{Field}: {First} against {Second}",
        };
    }
}

/// <summary>What differs.</summary>
public enum DifferenceKind
{
    /// <summary>A field's value.</summary>
    Value,

    /// <summary>A replica or component that the second recording lacks.</summary>
    OnlyInFirst,

    /// <summary>A replica or component that the first recording lacks.</summary>
    OnlyInSecond,
}
