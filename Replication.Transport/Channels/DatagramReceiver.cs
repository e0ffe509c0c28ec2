namespace Replication.Transport;

/// <summary>
/// The receiving side of an unreliable or sequenced channel. No packet is taken twice, so no record comes twice from an
/// honest peer.
/// </summary>
internal sealed class DatagramReceiver : ChannelReceiver
{
    private readonly FragmentSlots _slots;
    private readonly int _fragmentBytes;
    private Sequence _newest;
    private bool _hasNewest;

    public DatagramReceiver(byte channel, ChannelOptions options, ChannelCounters counters, int packetBytes)
        : base(channel, options, counters)
    {
        _fragmentBytes = DatagramSender.FragmentBytesOf(packetBytes);
        _slots = new FragmentSlots(options, _fragmentBytes, counters);
    }

    private bool IsSequenced => Options.Mode == ChannelMode.Sequenced;

    public override ChannelViolation Receive(in MessageRecord record, MessageTaker taker)
    {
        long least = (long)record.LastIndex * _fragmentBytes;
        bool isLast = record.Index == record.LastIndex;
        if (least + (isLast ? record.Bytes.Length : 1) > Options.MaxMessageBytes)
            return ChannelViolation.TooLarge;
        if (IsSequenced && _hasNewest && !record.Id.IsNewerThan(_newest))
        {
            Counters.MessagesStale++;
            return ChannelViolation.None;
        }

        if (!record.IsPart)
            return Take(record.Id, record.Bytes, taker);
        if (isLast ? record.Bytes.Length is 0 || record.Bytes.Length > _fragmentBytes
            : record.Bytes.Length != _fragmentBytes)
        {
            return ChannelViolation.Malformed;
        }

        ChannelViolation violation = _slots.Take(record, out ReadOnlySpan<byte> message, out bool isWhole);
        return isWhole ? Take(record.Id, message, taker) : violation;
    }

    private ChannelViolation Take(Sequence id, ReadOnlySpan<byte> message, MessageTaker taker)
    {
        if (IsSequenced)
        {
            _newest = id;
            _hasNewest = true;
            _slots.DropUpTo(id);
        }

        return HandOut(message, taker);
    }
}
