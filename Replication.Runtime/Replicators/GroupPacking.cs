using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// Packs a tick for every group of connections, on as many workers as there are: groups side by side, and before that,
/// where there are too few of them to go round, the encoding of their rows in runs.
/// </summary>
internal sealed class GroupPacking : IReplicationJob
{
    // Rows of a run: some 30 us of encoding, so that handing it out costs little.
    private const int RunWords = 8;

    private readonly IReplicationJobs _jobs;
    private readonly RowTable _rows;
    private readonly Urgency _urgency;
    private readonly CohortIndex _cohorts;
    private readonly SharedPacketPool _pool;
    private readonly SnapshotPacker[] _packers;
    private readonly List<PacketPlan> _plans = [];
    private readonly List<Run> _runs = [];
    private List<OutgoingReplicator> _groups = [];
    private Tick _tick;
    private bool _isEncoding;

    /// <param name="jobs">The workers.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cohorts">This tick's bits, with a cache for each worker.</param>
    /// <param name="schema">The components.</param>
    /// <param name="selection">What goes first, and what goes together.</param>
    /// <param name="pool">Where packets come from.</param>
    /// <param name="packetBytes">The most bytes of one packet.</param>
    /// <param name="mostCoarseBits">The most bits that movers may go without.</param>
    public GroupPacking(
        IReplicationJobs jobs, RowTable rows, CohortIndex cohorts, SchemaTable schema, ViewSelection selection,
        SharedPacketPool pool, int packetBytes, int mostCoarseBits)
    {
        _jobs = jobs;
        _rows = rows;
        _urgency = selection.Urgency;
        _cohorts = cohorts;
        _pool = pool;
        _packers = new SnapshotPacker[jobs.WorkerCount];
        for (int worker = 0; worker < _packers.Length; worker++)
        {
            _packers[worker] =
                new SnapshotPacker(rows, cohorts, worker, schema, selection, packetBytes, mostCoarseBits);
        }
    }

    /// <summary>Packs what each group lacks.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="tick">The tick that was captured.</param>
    public void Pack(List<OutgoingReplicator> groups, Tick tick)
    {
        (_groups, _tick) = (groups, tick);
        while (_plans.Count < groups.Count) _plans.Add(new PacketPlan(_pool));
        bool isTight = false;
        foreach (OutgoingReplicator group in groups)
        {
            group.LimitBudget();
            isTight |= !group.IsSureToFit(group.BudgetBytes);
        }

        if (isTight) _urgency.Update();
        if (_packers.Length > 1 && groups.Count < 2 * _packers.Length) EncodeAhead();
        _isEncoding = false;
        _jobs.Run(this, groups.Count);
    }

    /// <summary>The packets of a group, until they were sent.</summary>
    public PacketPlan PlanOf(int group) => _plans[group];

    /// <inheritdoc/>
    public void Execute(int index, int worker)
    {
        if (_isEncoding)
            Encode(_runs[index], _cohorts.Caches[worker]);
        else
            _groups[index].Pack(_tick, _packers[worker], _plans[index]);
    }

    private void EncodeAhead()
    {
        _runs.Clear();
        foreach (OutgoingReplicator group in _groups)
        {
            if (!group.IsSureToFit(group.BudgetBytes)) continue;
            int words = group.View.Unsent.Words.Length;
            for (int first = 0; first < words; first += RunWords)
                _runs.Add(new Run(group, first, Math.Min(RunWords, words - first)));
        }

        _isEncoding = true;
        _jobs.Run(this, _runs.Count);
    }

    private void Encode(in Run run, CohortCache cache)
    {
        ClientView view = run.Group.View;
        SnapshotTicks ticks = run.Group.Acknowledgements.TicksAt(_tick);
        for (int i = run.FirstWord; i < run.FirstWord + run.WordCount; i++)
        {
            for (ulong left = view.Unsent.Words[i]; left != 0; left &= left - 1)
            {
                int index = (i * RowBits.WordRows) + BitOperations.TrailingZeroCount(left);
                ref Baseline baseline = ref view.Baselines[index];
                if (baseline.Has(BaselineFlags.Ending) || _rows[index].State != RowState.Alive) continue;
                int words = view.WordsOf(index, baseline);
                cache.Prepare(words, baseline.Has(BaselineFlags.Acked), baseline.Held, ticks);
            }
        }
    }

    private readonly record struct Run(OutgoingReplicator Group, int FirstWord, int WordCount);
}
