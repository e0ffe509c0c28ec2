namespace Replication.Transport;

/// <summary>
/// The receiving side of an ordered or bulk channel: frames are taken from the stream's beginning as soon as they are
/// whole.
/// </summary>
internal sealed class OrderedReceiver : ChannelReceiver
{
    private readonly StreamWindow _window;
    private readonly BulkAssembly? _assembly;
    private byte[] _copy = [];

    public OrderedReceiver(
        byte channel, ChannelOptions options, ChannelCounters counters, BytePages pages)
        : base(channel, options, counters)
    {
        _window = new StreamWindow(options.WindowBytes, pages);
        if (options.Mode == ChannelMode.Bulk)
            _assembly = new BulkAssembly(options.MaxMessageBytes);
    }

    private int MaxFrameBytes =>
        _assembly is null ? Options.MaxMessageBytes : BulkBlock.Bytes + BulkBlock.MaxHeadBytes;

    public override ChannelViolation Receive(in MessageRecord record, MessageTaker taker)
    {
        ChannelViolation violation = _window.Store(_window.Expand(record.Offset), record.Bytes, out int newBytes);
        if (newBytes == 0)
            Counters.RecordsDuplicate++;
        while (violation == ChannelViolation.None
            && TryTakeFrame(out long from, out int length, out violation))
        {
            ReadOnlySpan<byte> frame = _window.Span(from, length, ref _copy);
            // Before anybody is called: who throws in a callback does not get the message again.
            _window.MoveBase(from + length);
            violation = _assembly is null ? HandOut(frame, taker) : Assemble(frame, taker);
        }

        _window.Release();
        return violation;
    }

    public override void Abandon() => _window.Abandon();

    private bool TryTakeFrame(out long from, out int length, out ChannelViolation violation)
    {
        from = _window.Base;
        if (!_window.TryReadFrame(from, _window.ContiguousTo, out length, out int codeBytes, out violation))
            return false;
        from += codeBytes;
        if (length > MaxFrameBytes)
            violation = ChannelViolation.TooLarge;
        return violation == ChannelViolation.None && from + length <= _window.ContiguousTo;
    }

    private ChannelViolation Assemble(ReadOnlySpan<byte> frame, MessageTaker taker)
    {
        ChannelViolation violation = _assembly!.Take(frame, out bool isWhole);
        return violation == ChannelViolation.None && isWhole ? HandOut(_assembly.Message, taker) : violation;
    }
}
