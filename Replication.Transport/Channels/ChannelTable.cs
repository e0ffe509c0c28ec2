using System.Collections.Immutable;

namespace Replication.Transport;

/// <summary>
/// The channels of one session, both sides: what fills packets with records, what takes them apart, and what learns
/// which packets arrived.
/// </summary>
internal sealed class ChannelTable
{
    private readonly ImmutableArray<ChannelOptions> _options;
    private readonly ChannelSender[] _senders;
    private readonly ChannelReceiver[] _receivers;
    private readonly Lanes _lanes;
    private readonly SentSegments _segments = new();
    private readonly int[] _shares;
    private readonly int _packetBytes;

    /// <param name="options">The channels.</param>
    /// <param name="packetBytes">The largest message section: what the session's packets carry.</param>
    /// <param name="pages">The channels' memory.</param>
    public ChannelTable(ImmutableArray<ChannelOptions> options, int packetBytes, BytePages pages)
    {
        _options = options;
        _packetBytes = packetBytes;
        _lanes = new Lanes(options, packetBytes);
        _senders = new ChannelSender[options.Length];
        _receivers = new ChannelReceiver[options.Length];
        _shares = new int[options.Length];
        for (int index = 0; index < options.Length; index++)
        {
            _senders[index] = CreateSender((byte)index, options[index], packetBytes, pages);
            _receivers[index] =
                CreateReceiver((byte)index, options[index], _senders[index].Counters, packetBytes, pages);
        }
    }

    /// <summary>Something waits for a packet.</summary>
    public bool IsDue
    {
        get
        {
            foreach (ChannelSender sender in _senders)
            {
                if (sender.IsDue)
                    return true;
            }

            return false;
        }
    }

    /// <summary>How many bytes of messages wait for a packet.</summary>
    public int DueBytes
    {
        get
        {
            int bytes = 0;
            foreach (ChannelSender sender in _senders)
                bytes += sender.DueBytes;
            return bytes;
        }
    }

    /// <summary>Something waits that is not sent again: only the caller's own pace fills such channels.</summary>
    public bool IsDatagramDue
    {
        get
        {
            for (int index = 0; index < _senders.Length; index++)
            {
                if (!_options[index].IsReliable && _senders[index].IsDue)
                    return true;
            }

            return false;
        }
    }

    public int Count => _senders.Length;

    public ChannelStatistics StatisticsOf(int channel)
    {
        ChannelSender sender = _senders[channel];
        return sender.Counters.Snapshot(sender.QueuedBytes, sender.InFlightBytes);
    }

    public SendResult TrySend(byte channel, ReadOnlySpan<byte> message) =>
        channel < _senders.Length ? _senders[channel].TrySend(message) : SendResult.UnknownChannel;

    /// <summary>Fills the room of a packet with what is due.</summary>
    /// <param name="room">Where the section goes, without the number that ends it.</param>
    /// <param name="packet">The packet's number.</param>
    /// <param name="datagramsOnly">Whether reliable channels are left out.</param>
    /// <returns>The section's length in bytes; 0: nothing is due, or nothing fits.</returns>
    public int Write(Span<byte> room, Sequence packet, bool datagramsOnly)
    {
        _segments.Begin(packet);
        Array.Clear(_shares);
        int overdue = _lanes.Overdue();
        int bytes = overdue < 0 ? 0 : WriteChannel(overdue, room, packet, datagramsOnly);
        foreach (int channel in _lanes.ByPriority)
        {
            if (channel != overdue)
                bytes += WriteChannel(channel, room[bytes..], packet, datagramsOnly);
        }

        for (int channel = 0; channel < _senders.Length; channel++)
        {
            // Who had a whole packet to fill and did not is held up by its window: nobody owes it anything.
            bool hadItsTurn = channel == overdue && room.Length >= _packetBytes;
            _lanes.Note(channel, _shares[channel], bytes, _senders[channel].IsDue && !hadItsTurn);
        }

        return bytes;
    }

    /// <summary>The peer has a packet that was written to; also one that was taken for lost.</summary>
    public void Delivered(Sequence packet)
    {
        int count = _segments.Find(packet, out long first);
        for (long number = first; number < first + count; number++)
        {
            Segment segment = _segments[number];
            _senders[segment.Channel].Delivered(segment);
        }

        _segments.Resolve(packet);
    }

    /// <summary>A packet that was written to is taken for lost, or was never sent.</summary>
    public void Lost(Sequence packet)
    {
        int count = _segments.Find(packet, out long first);
        for (long number = first; number < first + count; number++)
        {
            Segment segment = _segments[number];
            _senders[segment.Channel].Lost(segment);
        }

        _segments.Resolve(packet);
    }

    /// <summary>Takes a packet's message section, and hands out what it makes due.</summary>
    /// <param name="body">The section, and what follows it.</param>
    /// <param name="taker">Is given the messages.</param>
    /// <param name="sectionBytes">How much of the body was the section.</param>
    public ChannelViolation Receive(ReadOnlySpan<byte> body, MessageTaker taker, out int sectionBytes)
    {
        ReadOnlySpan<byte> rest = body;
        // A section that says nothing is no form that a writer makes.
        var violation = ChannelViolation.Malformed;
        sectionBytes = body.Length;
        while (rest.Length > 0)
        {
            byte channel = rest[0];
            if (channel == MessageRecord.EndOfSection && rest.Length < body.Length)
            {
                sectionBytes = body.Length - rest.Length + 1;
                return rest.Length > 1 ? ChannelViolation.None : ChannelViolation.Malformed;
            }

            violation = ReceiveRecord(ref rest, channel, taker);
            if (violation != ChannelViolation.None)
                return violation;
        }

        return violation;
    }

    /// <summary>Lets go of all memory: the session has ended.</summary>
    public void Abandon()
    {
        foreach (ChannelSender sender in _senders)
            sender.Abandon();
        foreach (ChannelReceiver receiver in _receivers)
            receiver.Abandon();
    }

    private int WriteChannel(int channel, Span<byte> room, Sequence packet, bool datagramsOnly)
    {
        if (datagramsOnly && _options[channel].IsReliable)
            return 0;
        return _shares[channel] = _senders[channel].Write(room, packet, _segments);
    }

    private ChannelViolation ReceiveRecord(ref ReadOnlySpan<byte> rest, byte channel, MessageTaker taker)
    {
        if (channel >= _receivers.Length)
            return ChannelViolation.UnknownChannel;
        int before = rest.Length;
        rest = rest[1..];
        if (!MessageRecord.TryRead(ref rest, channel, _options[channel].Mode, out MessageRecord record))
            return ChannelViolation.Malformed;
        _senders[channel].Counters.BytesReceived += before - rest.Length;
        return _receivers[channel].Receive(record, taker);
    }

    private static ChannelSender CreateSender(
        byte channel, ChannelOptions options, int packetBytes, BytePages pages) => options.Mode switch
        {
            ChannelMode.Unreliable or ChannelMode.Sequenced =>
                new DatagramSender(channel, options, packetBytes, pages),
            ChannelMode.Bulk => new BulkSender(channel, options, packetBytes, pages),
            _ => new StreamSender(channel, options, packetBytes, pages),
        };

    private static ChannelReceiver CreateReceiver(
        byte channel, ChannelOptions options, ChannelCounters counters, int packetBytes, BytePages pages) =>
        options.Mode switch
        {
            ChannelMode.Unreliable or ChannelMode.Sequenced =>
                new DatagramReceiver(channel, options, counters, packetBytes),
            ChannelMode.ReliableUnordered => new UnorderedReceiver(channel, options, counters, pages),
            _ => new OrderedReceiver(channel, options, counters, pages),
        };
}
