using System.Numerics;
using System.Runtime.CompilerServices;

namespace Replication.Runtime;

/// <summary>A set of rows, one bit each, walked by words of 64: what is empty costs a load for each 64 rows.</summary>
internal sealed class RowBits
{
    /// <summary>Rows in a word.</summary>
    public const int WordRows = 64;

    private ulong[] _words = [];
    private int _wordCount;

    /// <summary>The bits, rows 0 to 63 in the first word.</summary>
    public Span<ulong> Words => _words.AsSpan(0, _wordCount);

    /// <summary>How many rows are in the set. Walks it.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in Words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    public bool IsEmpty => !Words.ContainsAnyExcept(0UL);

    /// <summary>Makes room for rows; the new ones are not in the set.</summary>
    public void Grow(int rowCount)
    {
        int wordCount = (rowCount + WordRows - 1) / WordRows;
        if (wordCount <= _wordCount) return;
        if (wordCount > _words.Length) Array.Resize(ref _words, Math.Max(wordCount, _words.Length * 2));
        _wordCount = wordCount;
    }

    /// <summary>Adds the rows of another set, which is not larger.</summary>
    public void Add(RowBits other)
    {
        ReadOnlySpan<ulong> added = other.Words;
        Span<ulong> words = Words[..added.Length];
        for (int i = 0; i < added.Length; i++) words[i] |= added[i];
    }

    /// <summary>Becomes the same set as another.</summary>
    public void CopyFrom(RowBits other)
    {
        Clear();
        Grow(other._wordCount * WordRows);
        other.Words.CopyTo(_words);
    }

    /// <summary>Takes every row out.</summary>
    public void Clear() => Words.Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int index) =>
        (uint)index < (uint)(_wordCount * WordRows) && (_words[index / WordRows] >> index & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index) => _words[index / WordRows] |= 1UL << index;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reset(int index) => _words[index / WordRows] &= ~(1UL << index);
}
