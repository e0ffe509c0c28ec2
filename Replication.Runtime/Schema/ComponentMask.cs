using System.Numerics;

namespace Replication.Runtime;

/// <summary>A set of components by their slots in a <see cref="SchemaTable"/>: what a replica consists of.</summary>
/// <param name="Bits">Bit i: the component of slot i is there.</param>
public readonly record struct ComponentMask(ulong Bits)
{
    /// <summary>The most components that one schema table has.</summary>
    public const int MaxSlots = 64;

    /// <summary>How many components are in the set.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>Whether a component is in the set.</summary>
    /// <param name="slot">Its slot, 0 to 63.</param>
    /// <returns>True when it is.</returns>
    public bool Has(int slot) => ((Bits >> slot) & 1) != 0;

    /// <summary>The set with one component more.</summary>
    /// <param name="slot">Its slot, 0 to 63.</param>
    /// <returns>The larger set, or the same when it was in.</returns>
    public ComponentMask With(int slot) => new(Bits | (1UL << slot));

    /// <summary>The set without one component.</summary>
    /// <param name="slot">Its slot, 0 to 63.</param>
    /// <returns>The smaller set, or the same when it was not in.</returns>
    public ComponentMask Without(int slot) => new(Bits & ~(1UL << slot));
}
