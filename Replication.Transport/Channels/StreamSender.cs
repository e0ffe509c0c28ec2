namespace Replication.Transport;

/// <summary>
/// The sending side of a reliable channel: a stream of frames, each a length code and a message, of which packets carry
/// pieces. What a lost packet carried goes again, cut anew, before anything new. The window begins at the oldest frame
/// that is not wholly acknowledged, so that the receiver may hold on to a frame until it is whole.
/// </summary>
internal class StreamSender : ChannelSender
{
    // A piece is no smaller unless nothing more is there: a crumb at the end of a packet costs as much as it carries.
    // It also keeps a frame's length code in one piece.
    private const int MinPieceBytes = 16;
    private const int HeadBytes = MessageRecord.MaxStreamHeadBytes;

    private readonly ByteRing _bytes;
    private readonly int _packetBytes;

    private readonly ByteMarks _acked;
    private readonly ByteMarks _lost;

    // Unordered.
    private readonly ByteMarks _frameStarts;

    private long _base;
    private long _next;
    private long _end;
    private int _lostBytes;

    // Behind it no bit of acked or lost is set; at or before the base: nowhere.
    private long _markedTo;

    // Unordered: where the frame begins that the next new byte lies in.
    private long _nextFrameStart;

    /// <param name="channel">Its position.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="packetBytes">The largest message section.</param>
    /// <param name="pages">Its memory.</param>
    public StreamSender(byte channel, ChannelOptions options, int packetBytes, BytePages pages)
        : base(channel, options)
    {
        _bytes = new ByteRing(pages, options.QueueBytes);
        _packetBytes = packetBytes;
        _acked = new ByteMarks(_bytes, 0);
        _lost = new ByteMarks(_bytes, 1);
        _frameStarts = new ByteMarks(_bytes, 2);
    }

    public override bool IsDue => _lostBytes > 0 || _next < Math.Min(_end, WindowEnd);

    public override int DueBytes => _lostBytes + (int)Math.Max(0, Math.Min(_end, WindowEnd) - _next);

    public override int QueuedBytes => (int)(_end - _base);

    public override int InFlightBytes => (int)(_next - _base);

    private bool IsOrdered => Options.Mode != ChannelMode.ReliableUnordered;

    private long WindowEnd => _base + Options.WindowBytes;

    public override void Delivered(in Segment segment)
    {
        long from = Math.Max(segment.From, _base);
        // In order and with nothing lost, which is the usual case, whole frames leave no bits behind.
        if (from == _base && _markedTo <= _base)
            from = SkipFrames(segment.To);
        if (from < segment.To)
            MarkDelivered(from, segment.To);
        _bytes.Release(_base, _end);
    }

    public override void Lost(in Segment segment)
    {
        long from = Math.Max(segment.From, _base);
        if (from >= segment.To)
            return;
        _markedTo = Math.Max(_markedTo, segment.To);
        _lostBytes -= _lost.Count(from, segment.To);
        _lost.SetWhereClear(_acked, from, segment.To);
        _lostBytes += _lost.Count(from, segment.To);
    }

    public override void Abandon() => _bytes.Abandon();

    protected override SendResult TryQueue(ReadOnlySpan<byte> message)
    {
        if (message.Length > Options.MaxMessageBytes)
            return SendResult.TooLarge;
        if (QueuedBytes + LengthCode.BytesOf(message.Length) + message.Length > Options.QueueBytes)
            return SendResult.ChannelFull;
        Append(ReadOnlySpan<byte>.Empty, message);
        return SendResult.Queued;
    }

    /// <summary>Appends a frame of two parts, for which there is room in the queue.</summary>
    protected void Append(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        Span<byte> code = stackalloc byte[LengthCode.MaxBytes];
        code = code[..LengthCode.Write(code, head.Length + body.Length)];
        _bytes.Reserve(_base, _end + code.Length + head.Length + body.Length);
        _bytes.Write(_end, code);
        _bytes.Write(_end + code.Length, head);
        _bytes.Write(_end + code.Length + head.Length, body);
        _end += code.Length + head.Length + body.Length;
    }

    protected override bool TryWriteRecord(
        Span<byte> room, Sequence packet, SentSegments segments, out int recordBytes)
    {
        recordBytes = 0;
        int bytes = room.Length - HeadBytes;
        if (bytes <= 0 || !segments.HasRoom || !TryChoose(bytes, out long from, out int length, out int distance))
            return false;

        var record = new MessageRecord
        {
            Channel = Channel, IsPart = distance > 0, Offset = (uint)from & 0xFF_FFFF, Distance = distance,
        };
        recordBytes = record.WriteHead(room, Options.Mode, length) + length;
        _bytes.Read(from, room[(recordBytes - length)..recordBytes]);
        segments.Add(packet, new Segment(from, (ushort)length, Channel));
        NoteSent(from, length);
        return true;
    }

    private void MarkDelivered(long from, long to)
    {
        _markedTo = Math.Max(_markedTo, to);
        _acked.Set(from, to);
        _lostBytes -= _lost.Count(from, to);
        _lost.Clear(from, to);
        AdvanceBase();
    }

    private bool TryChoose(int room, out long from, out int length, out int distance)
    {
        from = _lostBytes > 0 ? _lost.FindSet(_base, _next) : _next;
        long limit = _lostBytes > 0 ? _lost.FindClear(from, _next) : Math.Min(_end, WindowEnd);
        distance = 0;
        length = 0;
        if (from >= limit)
            return false;
        length = (int)Math.Min(limit - from, room);
        if (!IsOrdered)
            return TryAlign(from, limit, ref length, out distance);
        return length >= MinPieceBytes || length == limit - from;
    }

    // Unordered: whole frames, or a piece of one.
    private bool TryAlign(long from, long limit, ref int length, out int distance)
    {
        long start = from == _next ? _nextFrameStart : _frameStarts.FindLastSet(_base, from + 1);
        long end = EndOfFrame(start);
        distance = (int)(from - start);
        if (distance > 0)
        {
            length = (int)Math.Min(length, end - from);
            return length >= MinPieceBytes || from + length == Math.Min(end, limit);
        }

        if (end <= from + length)
        {
            length = (int)(EndOfWholeFrames(end, from + length) - from);
            return true;
        }

        // What fits an empty packet waits for one, rather than to depend on the arrival of two.
        return end - from > _packetBytes - HeadBytes && length >= MinPieceBytes;
    }

    private long EndOfWholeFrames(long end, long limit)
    {
        while (end < Math.Min(_end, limit) && EndOfFrame(end) <= limit)
            end = EndOfFrame(end);
        return end;
    }

    private long EndOfFrame(long start)
    {
        _bytes.TryReadLength(start, _end, out int length, out int headBytes);
        return start + headBytes + length;
    }

    private void NoteSent(long from, int length)
    {
        if (from < _next)
        {
            _lost.Clear(from, from + length);
            _lostBytes -= length;
            Counters.BytesRetransmitted += length;
            return;
        }

        _next = from + length;
        if (!IsOrdered)
            NoteFrameStarts();
    }

    private void NoteFrameStarts()
    {
        while (_nextFrameStart < _next)
        {
            _frameStarts.Set(_nextFrameStart, _nextFrameStart + 1);
            long end = EndOfFrame(_nextFrameStart);
            if (end > _next)
                return;
            _nextFrameStart = end;
        }
    }

    // Moves the base over frames that end before a position.
    private long SkipFrames(long to)
    {
        while (_base < to)
        {
            long end = EndOfFrame(_base);
            if (end > to)
                break;
            _base = end;
        }

        return _base;
    }

    private void AdvanceBase()
    {
        while (_base < _next)
        {
            long end = EndOfFrame(_base);
            if (end > _next || !_acked.AllSet(_base, end))
                return;
            _base = end;
        }
    }
}
