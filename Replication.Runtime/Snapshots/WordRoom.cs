namespace Replication.Runtime;

/// <summary>Room for words between two steps, which grows to the most that was asked for. For one thread.</summary>
internal struct WordRoom()
{
    private uint[] _words = [];

    /// <summary>So many words, of any content, until the next call.</summary>
    public Span<uint> Of(int count)
    {
        if (_words.Length < count) _words = new uint[count * 2];
        return _words.AsSpan(0, count);
    }
}
