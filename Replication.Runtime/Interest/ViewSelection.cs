namespace Replication.Runtime;

/// <summary>
/// What each tick decides for views: who sees what, all of it or what everybody may, and how soon it goes.
/// </summary>
internal sealed class ViewSelection
{
    private readonly RowBits _captured;
    private readonly AudienceFaces _faces;
    private readonly ViewScope _scope;
    private readonly Weighing _weighing;
    private readonly Audiences _audiences;
    private RowBits _changed;
    private Tick _tick;

    /// <param name="layouts">Layouts of rows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="log">What they were before.</param>
    /// <param name="captured">The rows that a capture changed.</param>
    /// <param name="positions">The fields that say where replicas are.</param>
    /// <param name="maxGroupReplicas">The most replicas of a group.</param>
    public ViewSelection(
        LayoutTable layouts, RowTable rows, VersionLog log, RowBits captured,
        IReadOnlyList<PositionField> positions, int maxGroupReplicas)
    {
        _captured = captured;
        _changed = captured;
        _faces = new AudienceFaces(layouts, rows, log);
        Replicas = new ReplicaTable(
            rows, captured, new PositionTable(layouts.Schema, positions),
            new ReplicaGroups(maxGroupReplicas));
        Urgency = new Urgency(rows, log, captured);
        _scope = new ViewScope(rows, Replicas);
        _weighing = new Weighing(rows, Replicas);
        _audiences = new Audiences(rows, Replicas, _faces);
    }

    /// <summary>What the game says of replicas.</summary>
    public ReplicaTable Replicas { get; }

    /// <summary>How much the tick changed each row.</summary>
    public Urgency Urgency { get; }

    /// <summary>Chooses what viewers see; null for everything.</summary>
    public IInterestPolicy? Interest { get; set; }

    /// <summary>Decides how soon it goes; null for what waited longest and changed most.</summary>
    public IPriorityPolicy? Priority { get; set; }

    /// <summary>Whether it makes a difference who looks.</summary>
    public bool IsPersonal =>
        Interest is not null || Priority is not null || Replicas.HasScopes || _faces.HasAny;

    /// <summary>Takes in what a tick captured, once for all views.</summary>
    public void Begin(Tick tick)
    {
        _tick = tick;
        if (_faces.IsNeeded)
        {
            _faces.Update(_captured, tick);
            _changed = _faces.Changed;
        }

        Replicas.Update();
        Interest?.Update(Replicas);
    }

    /// <summary>Takes it into a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="viewer">Who looks; whoever it is where that makes no difference.</param>
    public void Update(ClientView view, Viewer viewer)
    {
        view.Update(_scope.Select(viewer, view.InView, Interest), _changed, _tick);
        if (_faces.HasAny) _audiences.Update(view, viewer, _captured, _tick);
        view.Unite(Replicas.Groups);
        _weighing.Run(view, viewer, Priority, _tick);
    }
}
