using System.Numerics;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// What the game says of a server's replicas beside their components: who owns them, who may see them, how soon and how
/// often they go. And where they are, for policies.
/// </summary>
/// <remarks>
/// One thread. Every setter answers false for a replica that is gone. What is set holds until the replica is gone. Set
/// in <see cref="Spawned"/>, or after <see cref="ReplicationServer.AssignIds"/>, what must hold before anything of a
/// replica is sent.
/// </remarks>
public sealed class ReplicaTable
{
    private readonly RowTable _rows;
    private readonly RowBits _changed;
    private readonly RowBits _always = new();
    private readonly RowBits _restricted = new();
    private readonly List<ReplicaId> _spawned = [];
    private ReplicaTraits[] _traits = [];

    internal ReplicaTable(RowTable rows, RowBits changed, PositionTable positions, ReplicaGroups groups)
    {
        _rows = rows;
        _changed = changed;
        Positions = positions;
        Groups = groups;
    }

    /// <summary>Called in a tick that met new replicas, before anything of them is sent. Null by default.</summary>
    public ReplicasSpawned? Spawned { get; set; }

    /// <summary>The end of the indices in use: every replica's is below.</summary>
    public int Count => _rows.Count;

    /// <summary>The replicas that are new or changed since the tick before.</summary>
    public ReplicaSet Changed => new(_changed);

    /// <summary>All replicas.</summary>
    public ReplicaSet All => new(_rows.Alive);

    internal PositionTable Positions { get; }

    internal ReplicaGroups Groups { get; }

    internal RowBits Alive => _rows.Alive;

    /// <summary>Rows that everybody sees.</summary>
    internal RowBits Always => _always;

    /// <summary>Rows that only their owner or team may see.</summary>
    internal RowBits Restricted => _restricted;

    /// <summary>Whether a row is in one of both; may stay true after none is.</summary>
    internal bool HasScopes { get; private set; }

    /// <summary>Whether a replica's own priority is other than one; may stay true after none is.</summary>
    internal bool HasPriorities { get; private set; }

    /// <summary>The replica with an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <returns>Its id; <see cref="ReplicaId.None"/> where there is none.</returns>
    public ReplicaId IdAt(int index) =>
        _rows.Alive.Has(index) ? new ReplicaId(index, _rows[index].Generation) : ReplicaId.None;

    /// <summary>Whether a replica is there, or has its id and comes with the next tick.</summary>
    /// <param name="id">The replica.</param>
    /// <returns>False once it is gone.</returns>
    public bool Exists(ReplicaId id) => IsAlive(id) || _rows.IsAssigned(id);

    /// <summary>Where a replica was captured; see <see cref="ReplicationOptions.Positions"/>.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="position">Takes the position.</param>
    /// <returns>False where it has none.</returns>
    public bool TryGetPosition(int index, out Vector3 position)
    {
        position = default;
        if (!Positions.Known.Has(index)) return false;
        position = Positions[index];
        return true;
    }

    /// <summary>Says whose a replica is. Default zero: nobody's.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="ownerId">The owner: a <see cref="Viewer.OwnerId"/>.</param>
    /// <returns>False when it is gone.</returns>
    public bool SetOwner(ReplicaId id, ulong ownerId)
    {
        if (Exists(id)) _traits[id.Index].OwnerId = ownerId;
        return Exists(id);
    }

    /// <summary>Says whose team a replica is of. Default zero: none.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="team">The team: a <see cref="Viewer.Team"/>.</param>
    /// <returns>False when it is gone.</returns>
    public bool SetTeam(ReplicaId id, int team)
    {
        if (Exists(id)) _traits[id.Index].Team = team;
        return Exists(id);
    }

    /// <summary>Says who may see a replica at all. Default <see cref="ReplicaScope.Interest"/>.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="scope">Who.</param>
    /// <returns>False when it is gone.</returns>
    public bool SetScope(ReplicaId id, ReplicaScope scope)
    {
        if (!Exists(id)) return false;
        _traits[id.Index].Scope = scope;
        Put(_always, id.Index, scope == ReplicaScope.Always);
        SetRestricted(id.Index);
        HasScopes |= scope != ReplicaScope.Interest;
        return true;
    }

    /// <summary>
    /// Says from which prefab a replica is made. Default zero: none. Clients hear it with the spawn, and what the
    /// replica has as <see cref="ReplicationOptions.Prefabs"/> says costs next to nothing then. Of a new replica only:
    /// after <see cref="ReplicationServer.AssignIds"/> or in <see cref="Spawned"/>.
    /// </summary>
    /// <param name="id">The replica.</param>
    /// <param name="prefab">The key of the prefab, 1 to 65,535, in the table or not; zero for none.</param>
    /// <returns>False when it is gone.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The key is not within its limits.</exception>
    /// <exception cref="InvalidOperationException">The replica is not new.</exception>
    public bool SetPrefab(ReplicaId id, int prefab)
    {
        Throw.IfOutside(prefab, 0, ushort.MaxValue, nameof(prefab));
        if (!Exists(id)) return false;
        if (!_traits[id.Index].IsNew) Throw.PrefabLate(id);
        _rows.SetPrefab(id.Index, (ushort)prefab);
        return true;
    }

    /// <summary>From which prefab a replica was made.</summary>
    /// <param name="id">The replica.</param>
    /// <returns>The key; zero for none, or where it is gone.</returns>
    public int PrefabOf(ReplicaId id) => Exists(id) ? _rows[id.Index].Prefab : 0;

    /// <summary>
    /// Puts a replica into the group of another, as wheels into that of their car: a client shows a new tick of one
    /// only together with the same tick of all that it sees, their spawns and ends included. See docs/spawning.md.
    /// </summary>
    /// <param name="id">The replica. It leaves the group that it is in.</param>
    /// <param name="leader">
    /// A replica of the group, or one that is in none and has one from now on;
    /// <see cref="ReplicaId.None"/>: the replica is in no group any more.
    /// </param>
    /// <returns>False when one of both is gone.</returns>
    /// <exception cref="InvalidOperationException">
    /// The group has <see cref="ReplicationOptions.MaxGroupReplicas"/> replicas already.
    /// </exception>
    public bool SetGroup(ReplicaId id, ReplicaId leader)
    {
        if (!Exists(id) || (!leader.IsNone && !Exists(leader))) return false;
        if (leader.IsNone)
            Groups.Leave(id.Index);
        else if (!Groups.TryJoin(id.Index, leader.Index))
            Throw.GroupFull(Groups.MaxMembers);
        return true;
    }

    /// <summary>Says how soon a replica goes where not everything can. Default one.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="priority">1/16 to 16: a replica of two goes twice as often as one of one.</param>
    /// <returns>False when it is gone.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The priority is not within its limits.</exception>
    public bool SetPriority(ReplicaId id, float priority)
    {
        Throw.IfOutside(priority, Weighing.LeastWeight, Weighing.MostWeight, nameof(priority));
        if (!Exists(id)) return false;
        _traits[id.Index].Priority = priority;
        HasPriorities = true;
        return true;
    }

    /// <summary>Has a replica captured only every so many ticks, whatever it does. Default one: each tick.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="ticks">1 to 16,384.</param>
    /// <returns>False when it is gone.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not within its limits.</exception>
    public bool SetInterval(ReplicaId id, int ticks)
    {
        Throw.IfOutside(ticks, 1, 16_384, nameof(ticks));
        if (!Exists(id)) return false;
        _traits[id.Index].IntervalTicks = (ushort)ticks;
        _rows.HasIntervals = true;
        if (_rows[id.Index].IntervalTicks != Row.Asleep) _rows[id.Index].IntervalTicks = (ushort)ticks;
        return true;
    }

    /// <summary>
    /// Puts a replica to sleep: it is neither looked at nor sent, whatever its components do, until it is woken.
    /// Clients keep it as it was.
    /// </summary>
    /// <param name="id">The replica.</param>
    /// <returns>False when it is gone.</returns>
    public bool Sleep(ReplicaId id)
    {
        if (Exists(id)) _rows[id.Index].IntervalTicks = Row.Asleep;
        _rows.HasIntervals = true;
        return Exists(id);
    }

    /// <summary>Wakes a replica; what it did in its sleep goes with the next tick.</summary>
    /// <param name="id">The replica.</param>
    /// <returns>False when it is gone.</returns>
    public bool Wake(ReplicaId id)
    {
        if (Exists(id)) _rows[id.Index].IntervalTicks = _traits[id.Index].IntervalTicks;
        return Exists(id);
    }

    /// <summary>What the game said of a row.</summary>
    internal ref readonly ReplicaTraits Traits(int index) => ref _traits[index];

    /// <summary>Takes in replicas that come with the next tick, so that something can be said of them.</summary>
    internal void Expect(ReadOnlySpan<ReplicaId> ids)
    {
        Grow();
        foreach (ReplicaId id in ids)
        {
            if (_traits[id.Index].Generation != id.Generation) Begin(id);
        }
    }

    /// <summary>Takes in what a tick changed.</summary>
    internal void Update()
    {
        Grow();
        _spawned.Clear();
        foreach (int index in Changed)
        {
            var id = new ReplicaId(index, _rows[index].Generation);
            ref ReplicaTraits traits = ref _traits[index];
            if (traits.Generation != id.Generation) Begin(id);
            SetRestricted(index);
            if (traits.IsNew) _spawned.Add(id);
        }

        Positions.Update(_rows, _changed);
        if (_spawned.Count > 0) Spawned?.Invoke(this, CollectionsMarshal.AsSpan(_spawned));
        foreach (ReplicaId id in _spawned) _traits[id.Index].IsNew = false;
    }

    private bool IsAlive(ReplicaId id) => _rows.Alive.Has(id.Index) && _rows[id.Index].Generation == id.Generation;

    private void Grow()
    {
        Groups.Grow(_rows.Count);
        _always.Grow(_rows.Count);
        _restricted.Grow(_rows.Count);
        if (_traits.Length < _rows.Count) Array.Resize(ref _traits, Math.Max(_rows.Count, _traits.Length * 2));
    }

    private void Begin(ReplicaId id)
    {
        _traits[id.Index] = new ReplicaTraits
        {
            Generation = id.Generation, Priority = 1, IntervalTicks = 1, IsNew = true,
        };
        _always.Reset(id.Index);
        Groups.Leave(id.Index);
    }

    // What has nothing for everybody is its owner's and its team's, whatever its scope.
    private void SetRestricted(int index)
    {
        ref ReplicaTraits traits = ref _traits[index];
        traits.Restriction = (traits.Scope, _rows[index].Layout) switch
        {
            (ReplicaScope.Owner, _) or (_, { TeamMask.Count: 0 }) => ReplicaRestriction.Owner,
            (ReplicaScope.Team, _) => ReplicaRestriction.Team,
            (_, { PublicMask.Count: 0 }) => ReplicaRestriction.OwnerAndTeam,
            _ => ReplicaRestriction.None,
        };
        Put(_restricted, index, traits.Restriction != ReplicaRestriction.None);
        HasScopes |= traits.Restriction != ReplicaRestriction.None;
    }

    private static void Put(RowBits bits, int index, bool isIn)
    {
        if (isIn)
            bits.Set(index);
        else
            bits.Reset(index);
    }
}

/// <summary>Takes replicas that are new in a tick.</summary>
/// <param name="replicas">Where to say what they are.</param>
/// <param name="ids">The new replicas.</param>
public delegate void ReplicasSpawned(ReplicaTable replicas, ReadOnlySpan<ReplicaId> ids);

/// <summary>What the game says of one replica.</summary>
internal struct ReplicaTraits
{
    public ulong OwnerId;
    public int Team;
    public float Priority;
    public ushort Generation;
    public ushort IntervalTicks;
    public ReplicaScope Scope;
    public ReplicaRestriction Restriction;

    /// <summary>Whether nothing of the replica was sent yet, and the game may still say what it is.</summary>
    public bool IsNew;

    public readonly bool IsOwnedBy(Viewer viewer) => OwnerId != 0 && OwnerId == viewer.OwnerId;

    public readonly bool IsOfTeam(Viewer viewer) => Team != 0 && Team == viewer.Team;
}

/// <summary>Who alone may see a replica, by its scope and by whom its components are for.</summary>
internal enum ReplicaRestriction : byte
{
    None,
    Owner,
    Team,
    OwnerAndTeam,
}
