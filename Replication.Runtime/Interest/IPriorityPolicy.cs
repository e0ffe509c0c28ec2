namespace Replication.Runtime;

/// <summary>
/// Decides how soon replicas go to a client whose budget does not hold all of them. <see cref="DistancePriority"/> is
/// one; a game may have its own.
/// </summary>
/// <remarks>Called by the server's tick, from its thread, for some of what a viewer sees at a time.</remarks>
public interface IPriorityPolicy
{
    /// <summary>Weighs replicas for a viewer: one of weight two goes twice as often as one of weight one.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="replicas">The replicas.</param>
    /// <param name="indices">The replicas to weigh, rising, at most 64.</param>
    /// <param name="weights">
    /// For each its weight by kind and by <see cref="ReplicaTable.SetPriority"/>; to be multiplied. What comes out is
    /// held within 1/16 and 16, so that nothing starves.
    /// </param>
    void Weigh(Viewer viewer, ReplicaTable replicas, ReadOnlySpan<int> indices, Span<float> weights);
}
