using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>Rows of words that were sent, each with what it was sent against.</summary>
/// <param name="wordCount">Words of a row.</param>
internal sealed class SampleSet(int wordCount)
{
    // Half a gigabyte of the widest rows is more than any code needs.
    private const int MaxWords = 1 << 26;

    private readonly List<uint> _words = [];
    private readonly List<int> _factors = [];

    /// <summary>How many rows there are.</summary>
    public int Count => _factors.Count;

    /// <summary>Whether no more rows are taken.</summary>
    public bool IsFull => _words.Count + (3 * wordCount) > MaxWords;

    /// <summary>Adds a row, as long as there is room.</summary>
    public void Add(scoped in DeltaBaseline baseline, ReadOnlySpan<uint> current)
    {
        if (IsFull) return;
        CollectionExtensions.AddRange(_words, baseline.Words);
        CollectionExtensions.AddRange(_words, baseline.Earlier);
        CollectionExtensions.AddRange(_words, current);
        _factors.Add(baseline.Factor);
    }

    /// <summary>What a row was sent against.</summary>
    public DeltaBaseline Baseline(int row) => new(Words(row, 0), Words(row, 1), _factors[row]);

    /// <summary>What was sent.</summary>
    public ReadOnlySpan<uint> Current(int row) => Words(row, 2);

    private ReadOnlySpan<uint> Words(int row, int which) =>
        CollectionsMarshal.AsSpan(_words).Slice(((3 * row) + which) * wordCount, wordCount);
}
