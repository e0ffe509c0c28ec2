using System.Diagnostics;

namespace Replication.Transport;

/// <summary>
/// The part of a stream that its receiver holds: bytes, and behind the first that is missing a bit for each that says
/// whether it is there. Pieces may come in any order, cut in any way, and more than once; what they say twice must be
/// the same. Memory is held for as long as something lies in it.
/// </summary>
internal sealed class StreamWindow
{
    private readonly ByteRing _bytes;
    private readonly int _windowBytes;
    private readonly ByteMarks _received;

    // Behind it no bit is set, and no memory is held.
    private long _markedTo;

    public StreamWindow(int windowBytes, BytePages pages)
    {
        _bytes = new ByteRing(pages, windowBytes);
        _windowBytes = windowBytes;
        _received = new ByteMarks(_bytes, 0);
    }

    /// <summary>Everything before it was handed out. The beginning of a frame.</summary>
    public long Base { get; private set; }

    /// <summary>Everything before it is there.</summary>
    public long ContiguousTo { get; private set; }

    /// <summary>The position nearest to the base that ends in these 24 bits.</summary>
    public long Expand(uint offset) => Base + ((int)((offset - (uint)Base) << 8) >> 8);

    /// <summary>Takes a piece in.</summary>
    /// <param name="from">Its position.</param>
    /// <param name="piece">Its bytes; those before the base are passed over.</param>
    /// <param name="newBytes">How many of them were not there.</param>
    public ChannelViolation Store(long from, ReadOnlySpan<byte> piece, out int newBytes)
    {
        newBytes = 0;
        long to = from + piece.Length;
        if (to > Base + _windowBytes)
            return ChannelViolation.BeyondWindow;
        if (to <= Base)
            return ChannelViolation.None;
        if (from < Base)
        {
            piece = piece[(int)(Base - from)..];
            from = Base;
        }

        // Where a handler threw, what it had been given is still there.
        Release();
        _bytes.Reserve(Base, to);
        // In order and with nothing ahead, which is the usual case.
        if (from == ContiguousTo && _markedTo <= from)
        {
            _bytes.Write(from, piece);
            newBytes = piece.Length;
            ContiguousTo = to;
            return ChannelViolation.None;
        }

        int knownBytes = (int)Math.Clamp(ContiguousTo - from, 0, piece.Length);
        if (knownBytes > 0 && !_bytes.Matches(from, piece[..knownBytes]))
            return ChannelViolation.Inconsistent;
        return knownBytes == piece.Length
            ? ChannelViolation.None
            : StoreAhead(from + knownBytes, piece[knownBytes..], out newBytes);
    }

    /// <summary>Whether a range from the base on is there; never of one that goes beyond the window.</summary>
    public bool Has(long from, long to) =>
        to <= ContiguousTo || (to <= _markedTo && _received.AllSet(Math.Max(from, ContiguousTo), to));

    /// <summary>Reads the length code of a frame.</summary>
    /// <param name="start">The frame's position.</param>
    /// <param name="readTo">Everything from the start to before this is there.</param>
    /// <param name="length">What the code says.</param>
    /// <param name="codeBytes">The code's own length.</param>
    /// <param name="violation">Malformed, where it is no code however it goes on.</param>
    /// <returns>False: not whole yet, or a violation.</returns>
    public bool TryReadFrame(
        long start, long readTo, out int length, out int codeBytes, out ChannelViolation violation)
    {
        violation = ChannelViolation.None;
        length = 0;
        codeBytes = 0;
        if (start >= readTo)
            return false;
        if (_bytes.TryReadLength(start, readTo, out length, out codeBytes))
            return true;
        if (readTo - start >= LengthCode.MaxBytes)
            violation = ChannelViolation.Malformed;
        return false;
    }

    /// <summary>Bytes that are there, from where they lie or from a copy.</summary>
    public ReadOnlySpan<byte> Span(long from, int length, ref byte[] copy) => _bytes.Span(from, length, ref copy);

    /// <summary>
    /// Takes everything before a position that everything is there up to as handed out. It stays readable until
    /// <see cref="Release"/>.
    /// </summary>
    public void MoveBase(long to)
    {
        Debug.Assert(to <= ContiguousTo, "Everything before it is there.");
        Base = to;
    }

    /// <summary>Lets go of what was handed out.</summary>
    public void Release() => _bytes.Release(Base, Math.Max(ContiguousTo, _markedTo));

    /// <summary>Lets go of all memory.</summary>
    public void Abandon() => _bytes.Abandon();

    // Not before the first that is missing.
    private ChannelViolation StoreAhead(long from, ReadOnlySpan<byte> piece, out int newBytes)
    {
        long to = from + piece.Length;
        newBytes = piece.Length - _received.Count(from, to);
        if (!TryFill(from, piece))
            return ChannelViolation.Inconsistent;
        _received.Set(from, to);
        _markedTo = Math.Max(_markedTo, to);
        if (from == ContiguousTo)
            ContiguousTo = _received.FindClear(ContiguousTo, _markedTo);
        return ChannelViolation.None;
    }

    private bool TryFill(long from, ReadOnlySpan<byte> piece)
    {
        long to = from + piece.Length;
        for (long at = from; at < to;)
        {
            bool isThere = _received.Get(at);
            long end = isThere ? _received.FindClear(at, to) : _received.FindSet(at, to);
            ReadOnlySpan<byte> part = piece[(int)(at - from)..(int)(end - from)];
            if (!isThere)
                _bytes.Write(at, part);
            else if (!_bytes.Matches(at, part))
                return false;
            at = end;
        }

        return true;
    }
}
