namespace Replication.Runtime;

/// <summary>What a viewer is to see: what the policy chose, and what scopes add and take away.</summary>
/// <param name="rows">The rows.</param>
/// <param name="replicas">Their scopes.</param>
internal sealed class ViewScope(RowTable rows, ReplicaTable replicas)
{
    private readonly RowBits _wanted = new();

    /// <summary>Decides for one viewer.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="current">The rows that it sees now.</param>
    /// <param name="policy">Chooses among what is nobody's in particular; null: all of it.</param>
    /// <returns>The rows that it is to see, until the next call.</returns>
    public RowBits Select(Viewer viewer, RowBits current, IInterestPolicy? policy)
    {
        if (policy is null && !replicas.HasScopes) return rows.Alive;
        _wanted.Grow(rows.Count);
        _wanted.Clear();
        current.Grow(rows.Count);
        if (policy is null)
            _wanted.Add(rows.Alive);
        else
            policy.Choose(viewer, replicas, new ReplicaSet(current), new ReplicaSet(_wanted));
        ApplyScopes();
        foreach (int index in new ReplicaSet(replicas.Restricted))
        {
            ref readonly ReplicaTraits traits = ref replicas.Traits(index);
            bool isAllowed = traits.Restriction switch
            {
                ReplicaRestriction.Owner => traits.IsOwnedBy(viewer),
                ReplicaRestriction.Team => traits.IsOfTeam(viewer),
                _ => traits.IsOwnedBy(viewer) || traits.IsOfTeam(viewer),
            };
            if (isAllowed && rows.Alive.Has(index)) _wanted.Set(index);
        }

        return _wanted;
    }

    private void ApplyScopes()
    {
        Span<ulong> wanted = _wanted.Words;
        ReadOnlySpan<ulong> alive = rows.Alive.Words[..wanted.Length];
        ReadOnlySpan<ulong> always = replicas.Always.Words[..wanted.Length];
        ReadOnlySpan<ulong> restricted = replicas.Restricted.Words[..wanted.Length];
        for (int i = 0; i < wanted.Length; i++) wanted[i] = (wanted[i] | always[i]) & ~restricted[i] & alive[i];
    }
}
