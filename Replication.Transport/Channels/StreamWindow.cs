using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// The part of a stream that its receiver holds: bytes, and a bit for each that says whether it is there. Pieces may
/// come in any order, cut in any way, and more than once; what they say twice must be the same. Nothing is allocated
/// before the first piece.
/// </summary>
internal sealed class StreamWindow
{
    private readonly ByteRing _bytes = new();
    private readonly int _windowBytes;
    private BitRing? _received;

    public StreamWindow(int windowBytes)
    {
        _windowBytes = windowBytes;
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

        _received ??= new BitRing((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, _windowBytes)));
        _bytes.Reserve(Base, to);
        newBytes = piece.Length - _received.Count(from, to);
        if (!TryFill(from, piece))
            return ChannelViolation.Inconsistent;
        _received.Set(from, to);
        if (from <= ContiguousTo)
            ContiguousTo = _received.FindClear(ContiguousTo, Base + _windowBytes);
        return ChannelViolation.None;
    }

    /// <summary>Whether a range from the base on is there; never of one that goes beyond the window.</summary>
    public bool Has(long from, long to) =>
        _received is not null && to <= Base + _windowBytes && _received.AllSet(from, to);

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

    /// <summary>Lets go of everything before a position that everything is there up to.</summary>
    public void MoveBase(long to)
    {
        _received!.Clear(Base, to);
        Base = to;
    }

    private bool TryFill(long from, ReadOnlySpan<byte> piece)
    {
        long to = from + piece.Length;
        for (long at = from; at < to;)
        {
            bool isThere = _received![at];
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
