namespace Replication.Runtime;

/// <summary>
/// Marks an unmanaged partial struct as a component whose fields are replicated. The generator writes its codec and
/// enters it into the assembly's <c>ReplicationSchema.Table</c>.
/// </summary>
/// <remarks>
/// Every instance field takes part. Supported: <see cref="bool"/>, every integer size, <see cref="float"/>,
/// <see cref="double"/>, enums, <c>Vector2</c>, <c>Vector3</c>, <c>Vector4</c>, <c>Quaternion</c>, structs of these and
/// inline arrays of these. A struct without fields is a tag: its presence is replicated.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class ReplicatedAttribute : Attribute;

/// <summary>
/// Says who may write a <see cref="ReplicatedAttribute"/> component. Without it the server does.
/// </summary>
/// <param name="authority">The side that may write the component.</param>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class AuthorityAttribute(Authority authority) : Attribute
{
    /// <summary>
    /// The side that may write the component. Default without the attribute: <see cref="Authority.Server"/>.
    /// </summary>
    public Authority Authority { get; } = authority;
}

/// <summary>The side whose writes to a component count.</summary>
public enum Authority
{
    /// <summary>The server writes, everybody else receives.</summary>
    Server = 0,

    /// <summary>The peer that owns the replica writes, the server passes it on.</summary>
    Owner = 1,
}

/// <summary>
/// Sends a number as steps over a range instead of exactly: a float, double or integer field, or every axis of a
/// vector. A value outside the range is clamped to its nearer end and counted; NaN is sent as the value nearest to
/// zero and counted.
/// </summary>
/// <param name="min">The smallest value, in the field's unit.</param>
/// <param name="max">The largest value, in the field's unit; above <paramref name="min"/>.</param>
/// <param name="step">
/// The distance of neighbouring values, in the field's unit; above zero, at most 2^32 - 1 steps in the range.
/// </param>
/// <remarks>The error is at most half a step. A field costs the bits of (max - min) / step in a full send.</remarks>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class QuantizeAttribute(double min, double max, double step) : Attribute
{
    /// <summary>The smallest value, in the field's unit.</summary>
    public double Min { get; } = min;

    /// <summary>The largest value, in the field's unit.</summary>
    public double Max { get; } = max;

    /// <summary>The distance of neighbouring values, in the field's unit.</summary>
    public double Step { get; } = step;
}

/// <summary>
/// Sets the precision of a <c>Quaternion</c> field, which is always sent as its smallest three components.
/// </summary>
/// <param name="bitsPerComponent">
/// Bits of each of the three components, 2 to 10. Without the attribute: 9 (29 bits in all, about 0.2 degrees).
/// </param>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class SmallestThreeAttribute(int bitsPerComponent) : Attribute
{
    /// <summary>Bits of each of the three components, 2 to 10.</summary>
    public int BitsPerComponent { get; } = bitsPerComponent;
}
