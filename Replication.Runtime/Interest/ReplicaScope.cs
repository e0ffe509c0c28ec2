namespace Replication.Runtime;

/// <summary>Who may see a replica at all. What an interest policy chooses comes after this.</summary>
public enum ReplicaScope
{
    /// <summary>Everybody for whom the interest policy chooses it; without a policy everybody.</summary>
    Interest = 0,

    /// <summary>Everybody, wherever they are.</summary>
    Always = 1,

    /// <summary>Its owner alone, wherever that is.</summary>
    Owner = 2,

    /// <summary>Everybody of its team, wherever they are.</summary>
    Team = 3,
}
