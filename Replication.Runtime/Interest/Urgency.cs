using System.Numerics;

namespace Replication.Runtime;

/// <summary>
/// How much a tick changed each row, as a factor of what its priority gathers: what moved far shows more than what
/// trembled. It adds up until the row is sent, and so follows how far a client is off.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="log">What they were before.</param>
/// <param name="changed">The rows that the tick changed.</param>
internal sealed class Urgency(RowTable rows, VersionLog log, RowBits changed)
{
    /// <summary>The largest factor; the least is one.</summary>
    public const float Most = 4;

    private const float PerDoubling = (Most - 1) / 13;

    private readonly RowBits _marked = new();
    private float[] _factors = [];

    /// <summary>The factor of each row.</summary>
    public ReadOnlySpan<float> Factors => _factors;

    /// <summary>
    /// How far the tick moved a row, as a power of two of the steps of all fields; zero for not at all, or where it was
    /// not asked for.
    /// </summary>
    public int MotionOf(int index) =>
        index < _factors.Length ? (int)MathF.Round((_factors[index] - 1) / PerDoubling) : 0;

    /// <summary>
    /// Takes in what a tick changed. Only in a tick in which not everything can go has anybody a use for it.
    /// </summary>
    public void Update()
    {
        int known = _factors.Length;
        if (known < rows.Count)
        {
            // Whole pages, since they are read by the page.
            int pages = (rows.Count + BaselineTable.PageRows - 1) / BaselineTable.PageRows;
            Array.Resize(ref _factors, Math.Max(pages * BaselineTable.PageRows, known * 2));
            _factors.AsSpan(known).Fill(1);
        }

        _marked.Grow(rows.Count);
        foreach (int index in new ReplicaSet(_marked)) _factors[index] = 1;
        _marked.Clear();
        _marked.Add(changed);
        foreach (int index in new ReplicaSet(changed)) _factors[index] = FactorOf(rows[index]);
    }

    // The steps of all fields together, by their logarithm.
    private float FactorOf(in Row row)
    {
        if (row.Layout is null || !log.TryFindNewest(row, out VersionLog.Version before)) return 1;
        if (!ReferenceEquals(before.Layout, row.Layout)) return Most;
        ReadOnlySpan<uint> words = rows.Words(row);
        ReadOnlySpan<int> most = row.Layout.MostSteps;
        int steps = 0;
        for (int i = 0; i < words.Length; i++)
        {
            int change = unchecked((int)(words[i] - before.Words[i]));
            if (change != 0) steps += most[i] < 0 ? -most[i] : (int)Math.Min(Math.Abs((long)change), most[i]);
        }

        return MathF.Min(Most, 1 + (PerDoubling * BitOperations.Log2((uint)steps + 1)));
    }
}
