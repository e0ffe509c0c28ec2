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
        $"The component {type} is not in the schema table; mark it [Replicated] and use its assembly's ReplicationSchema.Table.");
}
