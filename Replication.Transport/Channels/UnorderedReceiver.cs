namespace Replication.Transport;

/// <summary>
/// The receiving side of an unordered reliable channel: a frame is taken when its last missing byte comes, wherever in
/// the window it lies. A record has whole frames, or one piece of one; a piece that continues a frame says where that
/// began.
/// </summary>
internal sealed class UnorderedReceiver : ChannelReceiver
{
    private readonly StreamWindow _window;
    private byte[] _copy = [];

    public UnorderedReceiver(
        byte channel, ChannelOptions options, ChannelCounters counters, BytePages pages)
        : base(channel, options, counters)
    {
        _window = new StreamWindow(options.WindowBytes, pages);
    }

    public override ChannelViolation Receive(in MessageRecord record, MessageTaker taker)
    {
        long from = _window.Expand(record.Offset);
        ChannelViolation violation = record.IsPart
            ? TakeContinuation(from - record.Distance, from, record.Bytes, taker)
            : TakeFrames(from, record.Bytes, taker);
        if (violation == ChannelViolation.None)
            violation = MoveBase();
        _window.Release();
        return violation;
    }

    public override void Abandon() => _window.Abandon();

    private ChannelViolation TakeFrames(long from, ReadOnlySpan<byte> bytes, MessageTaker taker)
    {
        bool isFirst = true;
        while (bytes.Length > 0)
        {
            ReadOnlySpan<byte> rest = bytes;
            if (!LengthCode.TryRead(ref rest, out int length))
                return ChannelViolation.Malformed;
            if (length > Options.MaxMessageBytes)
                return ChannelViolation.TooLarge;
            int codeBytes = bytes.Length - rest.Length;
            int pieceBytes = Math.Min(bytes.Length, codeBytes + length);
            if (pieceBytes < codeBytes + length && !isFirst)
                return ChannelViolation.Malformed;

            ChannelViolation violation =
                TakePiece(from, from, bytes[..pieceBytes], from + codeBytes + length, codeBytes, taker);
            if (violation != ChannelViolation.None)
                return violation;
            from += pieceBytes;
            bytes = bytes[pieceBytes..];
            isFirst = false;
        }

        return ChannelViolation.None;
    }

    private ChannelViolation TakeContinuation(
        long start, long from, ReadOnlySpan<byte> bytes, MessageTaker taker)
    {
        // The base passes whole frames only.
        if (start < _window.Base && from + bytes.Length > _window.Base)
            return ChannelViolation.Inconsistent;
        if (start < _window.Base || !_window.Has(start, start + 1))
            return Store(from, bytes, out _);
        long readTo = Math.Min(start + LengthCode.MaxBytes, from);
        if (!_window.Has(start, readTo))
            return ChannelViolation.Inconsistent;
        if (!_window.TryReadFrame(start, readTo, out int length, out int codeBytes, out _))
            return ChannelViolation.Malformed;
        long end = start + codeBytes + length;
        return from + bytes.Length > end
            ? ChannelViolation.Inconsistent
            : TakePiece(start, from, bytes, end, codeBytes, taker);
    }

    private ChannelViolation TakePiece(
        long start, long from, ReadOnlySpan<byte> piece, long end, int codeBytes, MessageTaker taker)
    {
        if (start < _window.Base && end > _window.Base)
            return ChannelViolation.Inconsistent;
        ChannelViolation violation = Store(from, piece, out int newBytes);
        // A frame that was whole before was handed out before.
        if (violation != ChannelViolation.None || newBytes == 0 || !_window.Has(start, end))
            return violation;
        return HandOut(_window.Span(start + codeBytes, (int)(end - start) - codeBytes, ref _copy), taker);
    }

    private ChannelViolation Store(long from, ReadOnlySpan<byte> piece, out int newBytes)
    {
        ChannelViolation violation = _window.Store(from, piece, out newBytes);
        if (newBytes == 0)
            Counters.RecordsDuplicate++;
        return violation;
    }

    private ChannelViolation MoveBase()
    {
        ChannelViolation violation;
        while (_window.TryReadFrame(
            _window.Base, _window.ContiguousTo, out int length, out int codeBytes, out violation))
        {
            if (length > Options.MaxMessageBytes)
                return ChannelViolation.TooLarge;
            long end = _window.Base + codeBytes + length;
            if (end > _window.ContiguousTo)
                break;
            _window.MoveBase(end);
        }

        return violation;
    }
}
