namespace Replication.Runtime;

/// <summary>Has connections receive all of what is theirs, and of the rest what everybody does.</summary>
/// <param name="replicas">Whose they are.</param>
/// <param name="faces">What everybody receives of those that have more.</param>
internal sealed class Audiences(ReplicaTable replicas, PublicFaces faces)
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
            bool isOwn = viewer.OwnerId != 0 && replicas.Traits(index).OwnerId == viewer.OwnerId;
            view.SetWhole(index, isOwn, tick);
            if (isOwn && changed.Has(index)) view.MarkUnsent(index);
        }
    }
}
