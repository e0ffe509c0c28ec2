namespace Replication.Runtime;

/// <summary>
/// Chooses what goes when not everything can: rows by priority until the budget is full to the last record, then in
/// the order that packets want. One object serves one connection after the other.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="records">What a row's record is and costs.</param>
/// <param name="urgency">How much the tick changed each row.</param>
/// <param name="schema">The components.</param>
/// <param name="mostCoarseBits">The most bits that movers may go without.</param>
internal sealed class BudgetFill(
    RowTable rows, RecordSource records, Urgency urgency, SchemaTable schema, int mostCoarseBits)
{
    // Candidates beyond the estimate, so that an estimate that was too high does not leave room.
    private const double Surplus = 1.1;

    private const int LeastCandidates = 64;

    private readonly RowSelection _selection = new(urgency);
    private readonly PacketSize _size = new(schema);
    private Pick[] _picks = new Pick[256];
    private long[] _order = new long[256];
    private int[] _rows = new int[256];
    private Cohort[] _cohorts = new Cohort[256];
    private int _pickCount;
    private int _lacking;
    private int _sent;
    private int _moved;
    private int _motion;

    /// <summary>The rows chosen, rising.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>The bits of each.</summary>
    public ReadOnlySpan<Cohort> Cohorts => _cohorts.AsSpan(0, Count);

    /// <summary>How many rows are chosen.</summary>
    public int Count { get; private set; }

    /// <summary>Chooses everything that the connection lacks.</summary>
    public ReadOnlySpan<int> All(ClientView view) => _selection.All(view.Unsent);

    /// <summary>Lets what the connection lacks gather priority, and begins to hand it out.</summary>
    public void Begin(ClientView view)
    {
        _lacking = view.Unsent.Count;
        (_sent, _moved, _motion) = (0, 0, 0);
        _selection.Begin(view, view.ChosenCount + (view.ChosenCount / 4) + LeastCandidates);
    }

    /// <summary>The next row, highest first; false when there is none any more.</summary>
    public bool TryNext(ClientView view, out int index) => _selection.TryNext(view, out index);

    /// <summary>Chooses rows by priority.</summary>
    /// <param name="view">The connection's view.</param>
    /// <param name="ticks">The ticks that its packets name.</param>
    /// <param name="budgetBytes">What it may be sent.</param>
    /// <param name="packetBytes">The most bytes of one packet.</param>
    public void Choose(ClientView view, in SnapshotTicks ticks, int budgetBytes, int packetBytes)
    {
        double wantedBits = budgetBytes * 8L * Surplus;
        double bits = 0;
        _pickCount = 0;
        Begin(view);
        while (bits < wantedBits && _selection.TryNext(view, out int index))
        {
            Pick pick = records.Describe(view, index, ticks, CoarseBitsOf(view, index, ticks.Tick));
            if (_pickCount == _picks.Length) Grow();
            _picks[_pickCount++] = pick;
            bits += pick.Size.Bits + view.GapBits;
        }

        Sort();
        Take(CountThatFits(ticks, view.Precision.CoarseBits, budgetBytes, packetBytes, (int)(_pickCount / Surplus)));
        view.ChosenCount = Count;
        view.GapBits = PrefixCode.BitCount((uint)(rows.Count / Math.Max(1, Count)), SnapshotHead.GapOrder);
    }

    /// <summary>The bits that a state goes without: none of what did not move in the tick that is sent.</summary>
    public int CoarseBitsOf(ClientView view, int index, Tick tick)
    {
        Precision precision = view.Precision;
        if (precision.CoarseBits == 0 || urgency.MotionOf(index) < precision.LeastMotion) return 0;
        ref Baseline baseline = ref view.Baselines[index];
        if (baseline.Has(BaselineFlags.Ending)) return 0;
        ref Row row = ref rows[view.WordsOf(index, baseline)];
        return row.ChangedAt == tick && row.Layout!.Coarse(precision.CoarseBits).IsCoarse ? precision.CoarseBits : 0;
    }

    /// <summary>Notes that a replica goes.</summary>
    public void Note(int index)
    {
        int motion = urgency.MotionOf(index);
        _sent++;
        _motion += motion;
        if (motion > 0) _moved++;
    }

    /// <summary>
    /// Gives up precision, or takes it back, by how far what went had moved and how many others wait: from the next
    /// tick on.
    /// </summary>
    public void Adapt(ClientView view)
    {
        if (_sent == 0) return;
        float meanMotion = (float)_motion / Math.Max(1, _moved);
        view.Precision = view.Precision.After(_lacking, _sent, meanMotion, mostCoarseBits);
    }

    private void Grow()
    {
        int capacity = _picks.Length * 2;
        Array.Resize(ref _picks, capacity);
        Array.Resize(ref _order, capacity);
        Array.Resize(ref _rows, capacity);
        Array.Resize(ref _cohorts, capacity);
    }

    // By row, each with its place in the order of priority.
    private void Sort()
    {
        for (int i = 0; i < _pickCount; i++) _order[i] = ((long)_picks[i].Index << 32) | (uint)i;
        _order.AsSpan(0, _pickCount).Sort();
    }

    // What a record costs depends on its neighbours, which depend on what else goes: so the number is searched for.
    private int CountThatFits(in SnapshotTicks ticks, int coarseBits, int budgetBytes, int packetBytes, int guess)
    {
        int least = 0;
        int most = _pickCount + 1;
        for (int step = 8; most - least > 1; step *= 2)
        {
            if (Fits(guess, ticks, coarseBits, budgetBytes, packetBytes))
                (least, guess) = (guess, most > _pickCount ? Math.Min(guess + step, _pickCount) : -1);
            else
                (most, guess) = (guess, least == 0 ? Math.Max(guess - step, 0) : -1);
            if (guess < 0 || guess == least || guess == most) guess = (least + most) / 2;
        }

        return least;
    }

    // Whether the first so many, put into packets by rising row, stay within the budget.
    private bool Fits(int count, in SnapshotTicks ticks, int coarseBits, int budgetBytes, int packetBytes)
    {
        int left = budgetBytes;
        _size.Begin(ticks, 0, coarseBits);
        for (int i = 0; i < _pickCount; i++)
        {
            int place = (int)(uint)_order[i];
            if (place >= count || _size.TryAdd(_picks[place].Index, _picks[place].Size)) continue;
            if (_size.Count > 0) left -= (_size.Bits + PayloadHead.SnapshotBits + 7) >> 3;
            _size.Begin(ticks, (Math.Min(left, packetBytes) * 8) - PayloadHead.SnapshotBits, coarseBits);

            // What is too wide for a whole packet takes no room.
            if (!_size.TryAdd(_picks[place].Index, _picks[place].Size) && left < packetBytes) return false;
        }

        return true;
    }

    private void Take(int count)
    {
        Count = 0;
        for (int i = 0; i < _pickCount; i++)
        {
            int place = (int)(uint)_order[i];
            if (place >= count) continue;
            Note(_picks[place].Index);
            _rows[Count] = _picks[place].Index;
            _cohorts[Count++] = _picks[place].Cohort;
        }
    }
}
