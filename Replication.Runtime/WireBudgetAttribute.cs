namespace Replication.Runtime;

/// <summary>
/// Sets what an update of a <see cref="ReplicatedAttribute"/> component may cost. A component whose dearest update is
/// above it does not compile (RPL041), so that a field which makes it dear is noticed where it is added.
/// </summary>
/// <param name="bits">
/// The most bits that one update, a delta against any baseline, may take: every field changed by the most. Without
/// the attribute there is no budget.
/// </param>
/// <remarks>
/// The budget is of the component's own bits; what a record says of its replica and a packet of itself is not in it.
/// A full send is not measured by it.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class WireBudgetAttribute(int bits) : Attribute
{
    /// <summary>The most bits that one update may take.</summary>
    public int Bits { get; } = bits;
}
