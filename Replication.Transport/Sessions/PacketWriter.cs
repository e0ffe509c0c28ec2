namespace Replication.Transport;

/// <summary>What of the channels a packet may carry besides its payload.</summary>
internal enum MessageShare
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What is not sent again.</summary>
    Datagrams,

    /// <summary>Everything that is due.</summary>
    All,
}

/// <summary>
/// Writes the sealed packets of one session.
/// <code>
/// header | [ranges of acks] | [message section] | [payload] | seal
/// </code>
/// Messages take the room that the payload leaves; the ranges have room of their own.
/// </summary>
internal sealed class PacketWriter
{
    // Less room is not worth the walk over the channels.
    private const int MinSectionBytes = 24;

    private readonly ILink _link;
    private readonly IPacketSeal _seal;
    private readonly AckWindow _window;
    private readonly ChannelTable _channels;
    private readonly byte[] _buffer;
    private readonly int _maxPayloadBytes;

    public PacketWriter(
        ILink link, IPacketSeal seal, AckWindow window, ChannelTable channels, byte[] buffer, int maxPayloadBytes)
    {
        _link = link;
        _seal = seal;
        _window = window;
        _channels = channels;
        _buffer = buffer;
        _maxPayloadBytes = maxPayloadBytes;
    }

    /// <summary>Writes and seals a packet.</summary>
    /// <param name="kind">Payload or Disconnect.</param>
    /// <param name="payload">The payload, or the reason.</param>
    /// <param name="share">What it may carry of the channels.</param>
    /// <param name="needsMessages">Whether there is no packet without messages.</param>
    /// <param name="number">Its number.</param>
    /// <param name="now">For the ack delay.</param>
    /// <param name="hasMessages">Whether it carries some.</param>
    /// <returns>
    /// The datagram, valid until the next. Empty, and not sealed, where messages were to be its whole purpose and none
    /// went in.
    /// </returns>
    public Span<byte> Write(
        PacketKind kind,
        ReadOnlySpan<byte> payload,
        MessageShare share,
        bool needsMessages,
        long number,
        TimeSpan now,
        out bool hasMessages)
    {
        Span<byte> room = _link.LendRoom(_buffer);
        bool hasAck = _window.TryGetAck(out Sequence ack, out uint ackBits);
        byte ackDelay = hasAck ? ToAckDelay(now - _window.NewestAcceptedAt) : (byte)0;
        var header = new PacketHeader(kind, new Sequence((ushort)number), hasAck, ack, ackDelay, ackBits)
        {
            HasOddKey = _seal.IsOddKey,
        };
        int headerBytes = header.Write(room);
        int rangeBytes = hasAck && kind == PacketKind.Payload ? _window.WriteRanges(room[headerBytes..]) : 0;
        int at = headerBytes + rangeBytes;
        int sectionBytes =
            share == MessageShare.None ? 0 : WriteSection(room[at..], payload.Length, header.Sequence, share);
        hasMessages = sectionBytes > 0;
        if (needsMessages && !hasMessages)
            return default;
        if (hasMessages || rangeBytes > 0)
            (header with { HasMessages = hasMessages, HasRanges = rangeBytes > 0 }).Write(room);

        at += sectionBytes;
        payload.CopyTo(room[at..]);
        Span<byte> packet = room[..(at + payload.Length + _seal.OverheadBytes)];
        _seal.Seal(packet, headerBytes, (ulong)number);
        return packet;
    }

    private int WriteSection(Span<byte> target, int payloadBytes, Sequence packet, MessageShare share)
    {
        int endBytes = payloadBytes > 0 ? 1 : 0;
        int room = _maxPayloadBytes - payloadBytes - endBytes;
        if (room < MinSectionBytes || !_channels.IsDue)
            return 0;
        int bytes = _channels.Write(target[..room], packet, datagramsOnly: share == MessageShare.Datagrams);
        if (bytes == 0 || endBytes == 0)
            return bytes;
        target[bytes] = MessageRecord.EndOfSection;
        return bytes + endBytes;
    }

    private static byte ToAckDelay(TimeSpan delay)
    {
        long milliseconds = delay.Ticks / TimeSpan.TicksPerMillisecond;
        return (byte)Math.Clamp(milliseconds, 0, PacketHeader.MaxAckDelayMilliseconds);
    }
}
