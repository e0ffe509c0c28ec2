namespace Replication.Benchmarks;

/// <summary>
/// Which numbers came, where they may come in any order: the oldest that is missing, and what came after it.
/// </summary>
internal sealed class SoakWindow
{
    // A reliable channel has far fewer messages under way.
    private const int Size = 16_384;

    private readonly bool[] _came = new bool[Size];
    private long _missing;

    /// <summary>Notes a number.</summary>
    /// <returns>False: it came before, or is farther ahead than any channel gets.</returns>
    public bool Add(long number)
    {
        if (number < _missing || number >= _missing + Size || _came[number % Size])
            return false;
        _came[number % Size] = true;
        while (_came[_missing % Size])
            _came[_missing++ % Size] = false;
        return true;
    }
}
