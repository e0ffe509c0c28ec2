namespace Replication.Runtime;

// For each row a chain of what was encoded of it this tick, the newest first, through the caches of all workers:
//
//     _heads[row]   tick, reference + 1        a head of another tick is none
//     reference     worker, place in its cache
//
// What is in a chain never changes. Its start does, and only from what it was when it was last looked at: a worker that
// comes too late looks again, and takes what it finds in place of its own.

/// <summary>
/// Finds what was encoded of a row this tick, whoever encoded it. Workers look and add at the same time and never wait.
/// </summary>
internal sealed class CohortIndex
{
    /// <summary>A reference to nothing.</summary>
    public const int None = -1;

    private const int PlaceBits = 25;
    private const int PlaceMask = (1 << PlaceBits) - 1;

    private readonly CohortCache[] _caches;
    private readonly LayoutTable _layouts;
    private long[] _heads = [];
    private Tick _tick;

    /// <param name="layouts">Layouts of rows.</param>
    /// <param name="rows">The newest words.</param>
    /// <param name="log">The words that baselines name.</param>
    /// <param name="workerCount">How many encode at the same time, up to 64.</param>
    public CohortIndex(LayoutTable layouts, RowTable rows, VersionLog log, int workerCount)
    {
        _layouts = layouts;
        _caches = new CohortCache[workerCount];
        for (int worker = 0; worker < workerCount; worker++)
            _caches[worker] = new CohortCache(layouts, rows, log, this, worker);
    }

    /// <summary>Each worker's cache.</summary>
    public ReadOnlySpan<CohortCache> Caches => _caches;

    /// <summary>How many cohorts were encoded this tick.</summary>
    public int EncodedCount => Sum(static cache => cache.EncodedCount);

    /// <summary>How many times bits were asked for this tick.</summary>
    public int AskedCount => Sum(static cache => cache.AskedCount);

    /// <summary>The tick that is encoded.</summary>
    public Tick Tick => _tick;

    /// <summary>Forgets the last tick's cohorts, and takes in what came of them.</summary>
    public void Begin(Tick tick, int rowCount)
    {
        _tick = tick;
        foreach (CohortCache cache in _caches) cache.Begin();
        foreach (RowLayout layout in _layouts.All) layout.UpdateWorth();
        if (_heads.Length < rowCount) Array.Resize(ref _heads, Math.Max(rowCount, _heads.Length * 2));
    }

    /// <summary>A cohort.</summary>
    public ref readonly Cohort Of(int reference) => ref _caches[reference >> PlaceBits].At(reference & PlaceMask);

    /// <summary>The bits of a cohort, and after them whatever others are.</summary>
    public ReadOnlySpan<byte> BitsFrom(int worker, int byteOffset) => _caches[worker].BitsFrom(byteOffset);

    /// <summary>Finds a row's cohort; <see cref="None"/> where nobody encoded it yet.</summary>
    public int Find(int row, CohortKey key) => Find(Volatile.Read(ref _heads[row]), key);

    /// <summary>Makes known what a worker encoded.</summary>
    /// <param name="row">The row.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="place">Where in its cache.</param>
    /// <returns>The cohort; another's where that was quicker.</returns>
    public int Add(int row, int worker, int place)
    {
        CohortCache cache = _caches[worker];
        int reference = (worker << PlaceBits) | place;
        long added = ((long)_tick.Value << 32) | (uint)(reference + 1);
        long head = Volatile.Read(ref _heads[row]);
        while (true)
        {
            int known = _caches.Length == 1 ? None : Find(head, cache.At(place).Key);
            if (known != None) return known;
            cache.Link(place, FirstOf(head));
            long seen = Interlocked.CompareExchange(ref _heads[row], added, head);
            if (seen == head) return reference;
            head = seen;
        }
    }

    private int Find(long head, CohortKey key)
    {
        int reference = FirstOf(head);
        while (reference != None && Of(reference).Key != key)
            reference = _caches[reference >> PlaceBits].Next(reference & PlaceMask);
        return reference;
    }

    private int FirstOf(long head) => (uint)(head >> 32) == _tick.Value ? (int)head - 1 : None;

    private int Sum(Func<CohortCache, int> count)
    {
        int sum = 0;
        foreach (CohortCache cache in _caches) sum += count(cache);
        return sum;
    }
}
