namespace Replication.Runtime;

/// <summary>
/// Marks a partial test class that gets xunit tests for components: for each that its bits read back as they were
/// written, that garbage bytes do no harm, and that its codec allocates nothing. The generator writes the tests, which
/// call <see cref="ComponentChecks"/>.
/// </summary>
/// <param name="assemblyMarkers">
/// A type of each assembly whose components are tested, any type. Without one: the test class's own assembly.
/// Components that the test class cannot name are left out.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ReplicationTestsAttribute(params Type[] assemblyMarkers) : Attribute
{
    /// <summary>A type of each assembly whose components are tested; empty for the test class's own.</summary>
    public IReadOnlyList<Type> AssemblyMarkers { get; } = assemblyMarkers;
}
