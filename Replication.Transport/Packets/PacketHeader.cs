using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// The readable part of a sealed packet.
/// <code>
///  0        1          3         5             6            10
///  +--------+----------+---------+-------------+------------+
///  | kind   | sequence | ack     | ack delay   | ack bits   |  little-endian
///  | flags  | 16       | 16      | 8           | 32         |
///  +--------+----------+---------+-------------+------------+
///  bits 0-3 kind (6 payload, 7 disconnect, 8 path challenge, 9 path response); 6 more: sealed under an odd key
///  bit  4   has ack: ack and ack delay are there
///  bit  5   ack bits are all ones and left out; never without bit 4
///  bit  6   has messages: the body has a message section; payload packets only
///  bit  7   has ranges: the body begins with <see cref="AckRanges"/>; payload packets with bit 4 only
/// </code>
/// The ack is the newest packet that was accepted; bit i of the ack bits stands for packet ack - 1 - i. The ack delay
/// is how long that newest packet waited for this answer, in milliseconds; 255 says 255 or more. Each header has one
/// form: ack bits that are all ones and not left out are malformed.
/// </summary>
internal readonly record struct PacketHeader(
    PacketKind Kind, Sequence Sequence, bool HasAck, Sequence Ack, byte AckDelayMilliseconds, uint AckBits)
{
    public const int MinBytes = 3;
    public const int MaxBytes = 10;
    public const uint AllAckBits = 0xFFFF_FFFF;
    public const byte MaxAckDelayMilliseconds = 255;

    private const int KindMask = 0x0F;
    private const int OddKeyStep = 6;
    private const int HasAckFlag = 0x10;
    private const int AllAckBitsFlag = 0x20;
    private const int HasMessagesFlag = 0x40;
    private const int HasRangesFlag = 0x80;

    /// <summary>The body has a message section.</summary>
    public bool HasMessages { get; init; }

    /// <summary>The body begins with ranges of acks; never without an ack.</summary>
    public bool HasRanges { get; init; }

    /// <summary>Sealed under its direction's second key, its fourth and so on.</summary>
    public bool HasOddKey { get; init; }

    /// <summary>Writes the header at the start of <paramref name="packet"/>, which has room for the largest.</summary>
    /// <returns>Its length in bytes.</returns>
    public int Write(Span<byte> packet)
    {
        bool allAckBits = AckBits == AllAckBits;
        packet[0] = (byte)(((int)Kind + (HasOddKey ? OddKeyStep : 0))
            | (HasAck ? HasAckFlag : 0)
            | (HasAck && allAckBits ? AllAckBitsFlag : 0)
            | (HasMessages ? HasMessagesFlag : 0)
            | (HasRanges ? HasRangesFlag : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(packet[1..], Sequence.Value);
        if (!HasAck)
            return 3;

        BinaryPrimitives.WriteUInt16LittleEndian(packet[3..], Ack.Value);
        packet[5] = AckDelayMilliseconds;
        if (allAckBits)
            return 6;

        BinaryPrimitives.WriteUInt32LittleEndian(packet[6..], AckBits);
        return MaxBytes;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <returns>False: cut off, a handshake packet, or no form that a writer makes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out PacketHeader header, out int headerBytes)
    {
        header = default;
        headerBytes = MinBytes;
        if (packet.Length < MinBytes)
            return false;

        int first = packet[0];
        PacketKind kind = KindOf(packet[0]);
        bool hasAck = (first & HasAckFlag) != 0;
        bool allAckBits = (first & AllAckBitsFlag) != 0;
        if (kind is < PacketKind.Payload or > PacketKind.PathResponse)
            return false;
        bool hasMessages = (first & HasMessagesFlag) != 0;
        bool hasRanges = (first & HasRangesFlag) != 0;
        if ((allAckBits || hasRanges) && !hasAck)
            return false;
        if (kind != PacketKind.Payload && (hasMessages || hasRanges))
            return false;

        var sequence = new Sequence(BinaryPrimitives.ReadUInt16LittleEndian(packet[1..]));
        if (!hasAck)
        {
            header = new PacketHeader(kind, sequence, false, default, 0, 0)
            {
                HasMessages = hasMessages,
                HasOddKey = IsOddKey(packet[0]),
            };
            return true;
        }

        headerBytes = allAckBits ? 6 : MaxBytes;
        if (packet.Length < headerBytes)
            return false;

        var ack = new Sequence(BinaryPrimitives.ReadUInt16LittleEndian(packet[3..]));
        uint ackBits = allAckBits ? AllAckBits : BinaryPrimitives.ReadUInt32LittleEndian(packet[6..]);
        header = new PacketHeader(kind, sequence, true, ack, packet[5], ackBits)
        {
            HasMessages = hasMessages,
            HasRanges = hasRanges,
            HasOddKey = IsOddKey(packet[0]),
        };
        return allAckBits || ackBits != AllAckBits;
    }

    /// <summary>The kind that a datagram's first byte claims.</summary>
    public static PacketKind KindOf(byte first) =>
        (PacketKind)((first & KindMask) - (IsOddKey(first) ? OddKeyStep : 0));

    private static bool IsOddKey(byte first) => (first & KindMask) >= (int)PacketKind.Payload + OddKeyStep;
}
