namespace Replication.Transport;

/// <summary>
/// The sending side of an unreliable or sequenced channel: a queue that each message leaves when it, or its last
/// fragment, is in a packet. A message goes whole where it fits an empty packet; fragments are all of one size but the
/// last.
/// </summary>
internal sealed class DatagramSender : ChannelSender
{
    /// <summary>More fragments an index of one byte does not name.</summary>
    public const int MaxFragmentCount = 256;

    private readonly ByteRing _queue;
    private readonly int _packetBytes;
    private readonly int _fragmentBytes;

    private long _head;
    private long _end;
    private Sequence _nextId;
    private int _nextFragment;

    /// <param name="channel">Its position.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="packetBytes">The largest message section.</param>
    /// <param name="pages">Its memory.</param>
    public DatagramSender(byte channel, ChannelOptions options, int packetBytes, BytePages pages)
        : base(channel, options)
    {
        _queue = new ByteRing(pages, options.QueueBytes);
        _packetBytes = packetBytes;
        _fragmentBytes = FragmentBytesOf(packetBytes);
    }

    public override bool IsDue => _head < _end;

    public override int DueBytes => QueuedBytes;

    public override int QueuedBytes => (int)(_end - _head);

    /// <summary>The size of all fragments but a message's last: what an empty packet holds of one.</summary>
    public static int FragmentBytesOf(int packetBytes) => packetBytes - MessageRecord.MaxDatagramHeadBytes;

    public override void Abandon() => _queue.Abandon();

    protected override SendResult TryQueue(ReadOnlySpan<byte> message)
    {
        if (message.Length > Math.Min(Options.MaxMessageBytes, MaxFragmentCount * _fragmentBytes))
            return SendResult.TooLarge;
        Span<byte> head = stackalloc byte[LengthCode.MaxBytes];
        head = head[..LengthCode.Write(head, message.Length)];
        if (QueuedBytes + head.Length + message.Length > Options.QueueBytes)
            return SendResult.ChannelFull;

        _queue.Reserve(_head, _end + head.Length + message.Length);
        _queue.Write(_end, head);
        _queue.Write(_end + head.Length, message);
        _end += head.Length + message.Length;
        return SendResult.Queued;
    }

    protected override bool TryWriteRecord(
        Span<byte> room, Sequence packet, SentSegments segments, out int recordBytes)
    {
        recordBytes = 0;
        if (_head == _end)
            return false;
        _queue.TryReadLength(_head, _end, out int length, out int headBytes);
        bool isPart = length > _packetBytes - WholeHeadBytes(length);
        int from = isPart ? _nextFragment * _fragmentBytes : 0;
        int bytes = isPart ? Math.Min(_fragmentBytes, length - from) : length;
        var record = new MessageRecord
        {
            Channel = Channel,
            IsPart = isPart,
            Id = _nextId,
            Index = (byte)_nextFragment,
            LastIndex = isPart ? (byte)((length - 1) / _fragmentBytes) : (byte)0,
        };
        int recordHeadBytes = isPart ? MessageRecord.MaxDatagramHeadBytes : WholeHeadBytes(length);
        if (recordHeadBytes + bytes > room.Length)
            return false;

        recordBytes = record.WriteHead(room, Options.Mode, bytes) + bytes;
        _queue.Read(_head + headBytes + from, room[(recordBytes - bytes)..recordBytes]);
        if (isPart && record.Index < record.LastIndex)
            _nextFragment++;
        else
            TakeOff(headBytes + length, isPart);
        return true;
    }

    // Unreliable messages have a number only where their fragments need one.
    private void TakeOff(int frameBytes, bool isPart)
    {
        _head += frameBytes;
        _queue.Release(_head, _end);
        // An empty queue begins at the beginning of a page again: one message after another goes through the same
        // bytes, which the processor's cache has, and none over a page's end.
        if (_head == _end)
            _head = _end = 0;
        _nextFragment = 0;
        if (isPart || Options.Mode == ChannelMode.Sequenced)
            _nextId = _nextId.Next;
    }

    private int WholeHeadBytes(int length) =>
        1 + LengthCode.BytesOf(2 * length) + (Options.Mode == ChannelMode.Sequenced ? sizeof(ushort) : 0);
}
