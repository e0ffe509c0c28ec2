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
public sealed class ReplicatedAttribute : Attribute
{
    /// <summary>
    /// How often a second the server looks at the component; what happens in between is not sent. Neighbours take
    /// turns. Default zero: each tick. See <see cref="ReplicationOptions.TicksPerSecond"/>.
    /// </summary>
    public double Rate { get; set; }

    /// <summary>
    /// How soon replicas that have the component go to a client whose budget does not hold everything, 1/16 to 16: one
    /// of two goes twice as often as one of one. Of several components the highest holds. Default zero: as one.
    /// </summary>
    public double Priority { get; set; }
}

/// <summary>
/// Says how much a number, or each axis of a vector, may differ from what was sent last without being sent again. A
/// client may be off by as much for good. Every field of a component must be within its own; one without tolerance may
/// not differ at all.
/// </summary>
/// <param name="tolerance">The largest difference that is none, in the field's unit; no effect unless above 0.</param>
/// <remarks>Only the sender looks at it: it changes neither bits nor the schema's hash.</remarks>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class ToleranceAttribute(double tolerance) : Attribute
{
    /// <summary>The largest difference that is none, in the field's unit.</summary>
    public double Tolerance { get; } = tolerance;
}

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
/// Says who receives a <see cref="ReplicatedAttribute"/> component. Without it everybody does.
/// </summary>
/// <remarks>
/// A component that is not for a client is in no packet to it, nor is the fact that it changed. The analyzer warns
/// where a value leaks from such a component into one that everybody receives.
/// </remarks>
/// <param name="audience">Who receives the component.</param>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class AudienceAttribute(Audience audience) : Attribute
{
    /// <summary>
    /// Who receives the component. Default without the attribute: <see cref="Audience.Everyone"/>.
    /// </summary>
    public Audience Audience { get; } = audience;
}

/// <summary>Who receives a component.</summary>
public enum Audience
{
    /// <summary>Every peer that the replica is sent to.</summary>
    Everyone = 0,

    /// <summary>
    /// The peer that owns the replica alone: the one whose <see cref="Viewer.OwnerId"/> is what
    /// <see cref="ReplicaTable.SetOwner"/> said.
    /// </summary>
    Owner = 1,

    /// <summary>
    /// The peers of the replica's team: those whose <see cref="Viewer.Team"/> is what
    /// <see cref="ReplicaTable.SetTeam"/> said. Its owner too, of whatever team.
    /// </summary>
    Team = 2,
}

/// <summary>
/// Names a field across versions of the game by a number, so that it may be renamed: where the field has it, the
/// number stands in the schema's hash in place of the name. Without it the field's name names it.
/// </summary>
/// <param name="id">1 to 65535; no other field of the same struct has it. Checked when the component compiles.</param>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class FieldIdAttribute(int id) : Attribute
{
    /// <summary>The number, 1 to 65535.</summary>
    public int Id { get; } = id;
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
/// Says that a number, or every axis of a vector, is sent exactly on purpose. It changes no bit: without a
/// <see cref="QuantizeAttribute"/> a number is sent exactly anyway, and the analyzer asks whether that was meant.
/// </summary>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class ExactAttribute : Attribute;

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

/// <summary>
/// Says that code runs on clients: a type with all that is in it, or a method with its lambdas and local functions. A
/// write in it to a component that the server has the authority over does not compile.
/// </summary>
/// <remarks>It has no effect at run time, and none on types that derive from the type or override the method.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method, Inherited = false)]
public sealed class ClientSideAttribute : Attribute;

/// <summary>
/// Says that a method also runs on clients ahead of the server, and again when the server's answer is in, so that it
/// must give the same each time. A clock, unseeded randomness or a mutable static in it does not compile.
/// </summary>
/// <remarks>
/// It has no effect at run time, and none on methods that override the method or that it calls. In it a client may
/// write what the server has the authority over, since the server's state replaces the prediction.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class PredictedAttribute : Attribute;

/// <summary>
/// Says that a <see cref="NetRef{T}"/> of a component names the replica's parent: a client shows the replica only once
/// it shows the parent, when it learns that there is none any more, or when it has waited for
/// <see cref="ReplicationOptions.ParentWait"/>. What becomes of children when their parent is
/// despawned is the game's to say, on the server.
/// </summary>
[AttributeUsage(AttributeTargets.Field, Inherited = false)]
public sealed class ParentAttribute : Attribute;
