namespace Replication.Runtime;

/// <summary>
/// The newest quantised state of every replica: what is sent on one side, what was received on the other.
/// </summary>
/// <param name="maxRows">The most replicas at once.</param>
internal sealed class RowTable(int maxRows)
{
    private readonly WordPool _pool = new();
    private readonly Queue<int> _free = [];
    private Row[] _rows = new Row[64];

    /// <summary>The end of the rows ever used: every index is below.</summary>
    public int Count { get; private set; }

    /// <summary>The most replicas at once.</summary>
    public int MaxRows { get; } = maxRows;

    /// <summary>How many rows hold a living replica.</summary>
    public int AliveCount { get; private set; }

    /// <summary>The rows that hold a living replica.</summary>
    public RowBits Alive { get; } = new();

    /// <summary>What all living replicas cost in full, in bits.</summary>
    public long AliveFullBits { get; private set; }

    /// <summary>What a living replica costs in full in the mean, in bits; zero while there is none.</summary>
    public double MeanFullBits => AliveCount == 0 ? 0 : (double)AliveFullBits / AliveCount;

    /// <summary>Whether a replica ever had an interval or slept.</summary>
    public bool HasIntervals { get; set; }

    /// <summary>Whether a kind of replica that was here has another priority than one.</summary>
    public bool HasPriorities { get; private set; }

    public ref Row this[int index] => ref _rows[index];

    /// <summary>Says from which prefab a replica was made.</summary>
    public void SetPrefab(int index, ushort prefab)
    {
        ref Row row = ref _rows[index];
        row.Prefab = prefab;
        if (row.Face >= 0) _rows[row.Face].Prefab = prefab;
        if (row.TeamFace >= 0) _rows[row.TeamFace].Prefab = prefab;
    }

    /// <summary>Whether a row holds a replica, living or not.</summary>
    public bool IsUsed(int index) => index < Count && _rows[index].Layout is not null;

    public Span<uint> Words(scoped in Row row) => _pool[row.WordOffset, row.Layout!.WordCount];

    /// <summary>A row for a replica that is new here, its words not yet written.</summary>
    public ReplicaId Add(RowLayout layout)
    {
        ReplicaId id = Take();
        Use(id.Index, id.Generation, layout);
        return id;
    }

    /// <summary>The id of a replica that is to come; <see cref="Use"/> or <see cref="Withdraw"/> follows.</summary>
    public ReplicaId Assign()
    {
        ReplicaId id = Take();
        EnsureRoom(id.Index + 1);
        ref Row row = ref _rows[id.Index];
        row.Generation = id.Generation;
        row.State = RowState.Assigned;
        row.IntervalTicks = 1;
        row.Prefab = 0;
        (row.Face, row.TeamFace) = (-1, -1);
        return id;
    }

    /// <summary>Whether an id is of a replica that is to come.</summary>
    public bool IsAssigned(ReplicaId id) =>
        (uint)id.Index < (uint)Count && _rows[id.Index].State == RowState.Assigned
        && _rows[id.Index].Generation == id.Generation;

    /// <summary>Takes back an id whose replica did not come.</summary>
    public void Withdraw(int index) => Retire(index, _rows[index].Generation);

    /// <summary>A row for what not only the owner may receive of a replica; its words are not yet written.</summary>
    public int AddFace(RowLayout layout, ushort prefab)
    {
        int face = Add(layout).Index;
        End(face, ref _rows[face], RowState.Face);
        _rows[face].Prefab = prefab;
        return face;
    }

    /// <summary>Puts a replica into a row that somebody else chose.</summary>
    public void Use(int index, ushort generation, RowLayout layout)
    {
        EnsureRoom(index + 1);
        ref Row row = ref _rows[index];
        bool isAssigned = row.State == RowState.Assigned;
        End(index, ref row, RowState.Free);
        if (row.Layout is null)
            row.WordOffset = _pool.Allocate(layout.WordCount);
        else
            Exchange(ref row, layout);
        row.Layout = layout;
        row.Generation = generation;
        (row.History, row.Landmark) = (VersionLog.None, VersionLog.None);

        // What was said of a replica that was to come holds.
        if (!isAssigned) (row.IntervalTicks, row.Prefab) = (1, 0);
        (row.Face, row.TeamFace) = (-1, -1);
        row.Version++;
        Live(index, ref row);
    }

    /// <summary>Lets a row be used that was not yet, as if it had been up to a generation.</summary>
    public void Retire(int index, ushort generation)
    {
        EnsureRoom(index + 1);
        _rows[index].Generation = generation;
        _rows[index].State = RowState.Free;
        _free.Enqueue(index);
    }

    /// <summary>Makes rows up to an index, which are free where they are not used.</summary>
    public void EnsureRoom(int count)
    {
        if (count > _rows.Length) Array.Resize(ref _rows, Math.Max(count, Math.Min(MaxRows, _rows.Length * 2)));
        for (; Count < count; Count++) _rows[Count].History = _rows[Count].Landmark = VersionLog.None;
        Alive.Grow(Count);
    }

    /// <summary>Gives a row the words of another layout; they are not yet written.</summary>
    public void Reshape(int index, RowLayout layout)
    {
        ref Row row = ref _rows[index];
        RowState state = row.State;
        End(index, ref row, RowState.Free);
        Exchange(ref row, layout);
        row.Layout = layout;
        row.State = state;
        if (state == RowState.Alive) Live(index, ref row);
    }

    /// <summary>Ends a replica's life. Its words stay for packets under way.</summary>
    public void Bury(int index) => End(index, ref _rows[index], RowState.Tombstone);

    /// <summary>Brings a replica back whose life seemed to have ended.</summary>
    public void Unearth(int index)
    {
        if (_rows[index].State != RowState.Alive) Live(index, ref _rows[index]);
    }

    /// <summary>Lets a row be used again.</summary>
    public void Free(int index)
    {
        ref Row row = ref _rows[index];
        _pool.Free(row.WordOffset, row.Layout!.WordCount);
        row.Layout = null;
        row.State = RowState.Free;
        (row.History, row.Landmark) = (VersionLog.None, VersionLog.None);
        _free.Enqueue(index);
        if (row.Face >= 0) Free(row.Face);
        if (row.TeamFace >= 0) Free(row.TeamFace);
        (row.Face, row.TeamFace) = (-1, -1);
    }

    /// <summary>
    /// A hash of every living replica: equal where two tables hold the same replicas with the same words.
    /// </summary>
    public ulong Hash()
    {
        var hash = new ReplicaHash();
        for (int index = 0; index < Count; index++)
        {
            if (_rows[index].State == RowState.Alive) Add(hash, index, index);
        }

        return hash.Value;
    }

    /// <summary>Adds a replica to a hash, with the words of a row of it.</summary>
    public void Add(ReplicaHash hash, int index, int words)
    {
        ref Row row = ref _rows[words];
        hash.Add(new ReplicaId(index, _rows[index].Generation), row.Layout!.Mask, Words(row));
    }

    private ReplicaId Take()
    {
        if (!_free.TryDequeue(out int index))
        {
            if (Count == MaxRows) Throw.TooManyReplicas(MaxRows);
            index = Count;
        }

        return new ReplicaId(index, ReplicaId.NextGeneration(index < Count ? _rows[index].Generation : (ushort)0));
    }

    private void Live(int index, ref Row row)
    {
        row.State = RowState.Alive;
        Alive.Set(index);
        AliveCount++;
        HasPriorities |= row.Layout!.Priority != 1;
        AliveFullBits += row.Layout!.FullBits;
    }

    private void End(int index, ref Row row, RowState state)
    {
        if (row.State == RowState.Alive)
        {
            Alive.Reset(index);
            AliveCount--;
            AliveFullBits -= row.Layout!.FullBits;
        }

        row.State = state;
    }

    private void Exchange(ref Row row, RowLayout layout)
    {
        if (row.Layout!.WordCount == layout.WordCount) return;
        _pool.Free(row.WordOffset, row.Layout.WordCount);
        row.WordOffset = _pool.Allocate(layout.WordCount);
    }
}
