using System.Diagnostics;

namespace Replication.Runtime;

/// <summary>Runs of words in one array. A run given back is used again for the next of its length.</summary>
internal sealed class WordPool
{
    private readonly List<Stack<int>?> _freeByLength = [];
    private uint[] _words = new uint[256];
    private int _used;

    public Span<uint> this[int offset, int length] => _words.AsSpan(offset, length);

    public int Allocate(int length)
    {
        if (length < _freeByLength.Count && _freeByLength[length] is { Count: > 0 } free) return free.Pop();
        int offset = _used;
        _used += length;
        if (_used > _words.Length) Array.Resize(ref _words, Math.Max(_used, _words.Length * 2));
        return offset;
    }

    public void Free(int offset, int length)
    {
        Debug.Assert(offset + length <= _used, "The run was not allocated here.");
        while (_freeByLength.Count <= length) _freeByLength.Add(null);
        (_freeByLength[length] ??= new Stack<int>()).Push(offset);
    }
}
