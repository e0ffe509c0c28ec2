namespace Replication.Runtime;

/// <summary>
/// Has connections receive all of what is their own, of their team's what the team does, and of the rest what everybody
/// does.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="replicas">Whose they are.</param>
/// <param name="faces">What others receive of those that have more.</param>
internal sealed class Audiences(RowTable rows, ReplicaTable replicas, AudienceFaces faces)
{
    /// <summary>Looks at what is in view of a connection and has more than everybody may receive.</summary>
    /// <param name="view">The connection's view.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="changed">The rows of which anything changed.</param>
    /// <param name="tick">The tick.</param>
    public void Update(ClientView view, Viewer viewer, RowBits changed, Tick tick)
    {
        foreach (int index in new ReplicaSet(faces.Faced))
        {
            if (!view.InView.Has(index)) continue;
            BaselineFlags share = ShareOf(index, viewer);
            view.SetShare(index, share, tick);
            RowBits changedOfShare = share == BaselineFlags.Whole ? changed : faces.TeamChanged;
            if (share != BaselineFlags.None && changedOfShare.Has(index)) view.MarkUnsent(index);
        }
    }

    private BaselineFlags ShareOf(int index, Viewer viewer)
    {
        ref readonly ReplicaTraits traits = ref replicas.Traits(index);
        if (traits.IsOwnedBy(viewer)) return BaselineFlags.Whole;
        return rows[index].TeamFace >= 0 && traits.IsOfTeam(viewer) ? BaselineFlags.Team : BaselineFlags.None;
    }
}
