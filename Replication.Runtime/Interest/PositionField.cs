namespace Replication.Runtime;

/// <summary>Names the field that says where a replica is.</summary>
/// <param name="ComponentType">The component.</param>
/// <param name="Field">The field's path in it: a <c>Vector2</c> or <c>Vector3</c>.</param>
public sealed record PositionField(Type ComponentType, string Field)
{
    /// <summary>A field of a component.</summary>
    /// <typeparam name="T">The component.</typeparam>
    /// <param name="field">The field's path in it, as <c>nameof(Pose.Position)</c> or <c>"Body.Position"</c>.</param>
    /// <returns>The name.</returns>
    public static PositionField Of<T>(string field)
        where T : unmanaged, IReplicated<T> => new(typeof(T), field);
}
