using System.Diagnostics;

namespace Replication.Transport;

/// <summary>
/// The memory of all channels of one server or client, in pages that go from session to session. What one session needs
/// for a moment after a burst of losses, another had the moment before: rings that each keep what they needed once grow
/// for hours. Each session brings a share, so that nothing is allocated while the sessions together need no more than
/// their shares; what they need beyond is kept until sessions end. Used by one thread.
/// </summary>
internal sealed class BytePages
{
    public const int PageBytes = 1 << PageBits;
    public const int PageBits = 12;

    /// <summary>How many bits there are for each byte, for the ring to say something of it.</summary>
    public const int MarkCount = 3;

    /// <summary>How many words of 64 the marks of one kind are; they lie behind the bytes, kind by kind.</summary>
    public const int MarkWords = PageBytes / 64;

    /// <summary>How many pages a session brings: a second of 1,000 bytes each tick without an ack.</summary>
    public const int SharePages = 8;

    private byte[][] _free = new byte[SharePages][];
    private int _freeCount;
    private int _pageCount;
    private int _wantedCount;

    /// <summary>Pages in use and free.</summary>
    public int Count => _pageCount;

    /// <summary>Makes a session's share.</summary>
    public void AddShare()
    {
        _wantedCount += SharePages;
        while (_pageCount < _wantedCount)
        {
            _pageCount++;
            Return(NewPage());
        }
    }

    /// <summary>Lets go of a session's share, and of what was made beyond the others'.</summary>
    public void RemoveShare()
    {
        _wantedCount -= SharePages;
        for (; _freeCount > 0 && _pageCount > _wantedCount; _pageCount--)
            _free[--_freeCount] = null!;
    }

    /// <summary>A page with any bytes and no marks.</summary>
    public byte[] Rent()
    {
        byte[] page = Take();
        page.AsSpan(PageBytes).Clear();
        return page;
    }

    public void Return(byte[] page)
    {
        if (_freeCount == _free.Length)
            Array.Resize(ref _free, 2 * _freeCount);
        _free[_freeCount++] = page;
    }

    /// <summary>Notes that a page will not come back.</summary>
    public void Forget()
    {
        Debug.Assert(_pageCount > _freeCount, "One that was rented.");
        _pageCount--;
    }

    private byte[] Take()
    {
        if (_freeCount > 0)
            return _free[--_freeCount];
        _pageCount++;
        return NewPage();
    }

    private static byte[] NewPage() =>
        GC.AllocateUninitializedArray<byte>(PageBytes + MarkCount * MarkWords * sizeof(ulong));
}
