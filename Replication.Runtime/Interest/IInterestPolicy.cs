namespace Replication.Runtime;

/// <summary>Decides what clients see. <see cref="GridInterest"/> is one; a game may have its own.</summary>
/// <remarks>
/// Called by the server's tick, from its thread, after the world was captured. It must not depend on anything that
/// differs between two runs of the same game, such as the order of a hash table.
/// </remarks>
public interface IInterestPolicy
{
    /// <summary>Takes in what the tick changed, once for all viewers.</summary>
    /// <param name="replicas">The replicas; <see cref="ReplicaTable.Changed"/> says which are new or moved.</param>
    void Update(ReplicaTable replicas);

    /// <summary>Chooses what one viewer sees.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="replicas">The replicas.</param>
    /// <param name="current">What it sees now, so that who is at an edge need not come and go.</param>
    /// <param name="chosen">
    /// Takes what it is to see; empty at first. Scopes come on top: see <see cref="ReplicaScope"/>.
    /// </param>
    void Choose(Viewer viewer, ReplicaTable replicas, ReplicaSet current, ReplicaSet chosen);
}
