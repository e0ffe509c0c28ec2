using System.Diagnostics.CodeAnalysis;

namespace Replication.Runtime;

/// <summary>Every way in which this assembly answers misuse. What comes off the wire never ends here.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void ComponentCount(int count) => throw new ArgumentException(
        $"A schema table has 1 to {ComponentMask.MaxSlots} components, not {count}.");

    [DoesNotReturn]
    public static void ComponentTwice(string name) => throw new ArgumentException(
        $"The component {name} is in the schema table twice; name each component once.");

    [DoesNotReturn]
    public static void ComponentUnknown(Type type) => throw new ArgumentException(
        $"The component {type} is not in the schema table; mark it [Replicated] and use its assembly's "
        + "ReplicationSchema.Table.");

    [DoesNotReturn]
    public static void ComponentMissing(Type type, Entity entity) => throw new InvalidOperationException(
        $"The entity {entity} is gone or has no component {type}; ask Has first.");

    [DoesNotReturn]
    public static void EntityGone(Entity entity) => throw new InvalidOperationException(
        $"The entity {entity} was destroyed; ask Exists first.");

    [DoesNotReturn]
    public static void TooManyReplicas(int most) => throw new InvalidOperationException(
        $"The world has more than {most} replicas; raise {nameof(ReplicationOptions)}."
        + $"{nameof(ReplicationOptions.MaxReplicas)}.");

    [DoesNotReturn]
    public static void LayoutRefused(ComponentMask mask, int maxBits) => throw new InvalidOperationException(
        $"The component set {mask.Bits:x} has more than {maxBits} bits in full, a slot that the schema lacks, or is "
        + $"one of more than {LayoutTable.MaxLayouts} sets; a replica must fit a packet: quantise its fields.");

    [DoesNotReturn]
    public static void CodeLengths(string lengths) => throw new ArgumentException(
        $"The lengths {lengths} are not those of a prefix code that uses every bit; train the profile anew.");

    [DoesNotReturn]
    public static void CodeSymbols(int count, int expected) => throw new ArgumentException(
        $"A code has {count} symbols where the word has {expected}; train the profile anew.");

    [DoesNotReturn]
    public static void CodeContexts(string contexts, int parent) => throw new ArgumentException(
        $"The contexts {contexts} of part {parent} do not fit the code; train the profile anew.");

    [DoesNotReturn]
    public static void ProfileStale(string component) => throw new ArgumentException(
        $"The wire profile was trained on other fields of {component}; train it anew.");

    [DoesNotReturn]
    public static void ForeignWrite(string component) => throw new InvalidOperationException(
        $"The component {component} is as another build has it, and that build alone writes it.");

    [DoesNotReturn]
    public static void DescriptionTooLarge() => throw new ArgumentException(
        $"The schema's description is beyond a limit (its bytes {SchemaDescription.MaxBytes}, a name's bytes "
        + $"{SchemaDescription.MaxNameBytes}, trained codes {SchemaDescription.MaxCodes}); turn "
        + $"{nameof(ReplicationOptions)}.{nameof(ReplicationOptions.AllowSchemaEvolution)} off.");

    public static void IfOutside(int value, int min, int max, string name)
    {
        if (value < min || value > max)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {min} to {max}.");
    }
}
