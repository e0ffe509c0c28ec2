using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// One record of a packet's message section. The section stands before the state payload; the number 255 ends it where
/// a payload follows, else it ends with the packet.
/// <code>
/// ReliableOrdered, Bulk   channel 1 | size v | offset 3 | bytes
/// ReliableUnordered       channel 1 | size v | offset 3 | [distance v] | bytes
/// Unreliable              channel 1 | size v | [id 2 | index 1 | last index 1] | bytes
/// Sequenced               channel 1 | size v | id 2 | [index 1 | last index 1] | bytes
/// </code>
/// v is a <see cref="LengthCode"/>; the rest is little-endian. Size is twice the number of bytes, and 1 more where what
/// stands in brackets is there: a fragment of an unreliable or sequenced message, the continuation of an unordered one.
/// An offset is the low 24 bits of a stream's position, a distance how far before it the continued message's frame
/// began.
/// </summary>
internal readonly ref struct MessageRecord
{
    public const byte EndOfSection = 255;

    /// <summary>The header of a record of a stream, with the largest distance.</summary>
    public const int MaxStreamHeadBytes = 1 + 2 + OffsetBytes + LengthCode.MaxBytes;

    /// <summary>The header of an unreliable or sequenced fragment.</summary>
    public const int MaxDatagramHeadBytes = 1 + 2 + 2 + 2;

    private const int OffsetBytes = 3;

    public byte Channel { get; init; }

    /// <summary>Whether the fields in brackets are there.</summary>
    public bool IsPart { get; init; }

    public uint Offset { get; init; }

    public int Distance { get; init; }

    public Sequence Id { get; init; }

    public byte Index { get; init; }

    public byte LastIndex { get; init; }

    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>Writes the record and its bytes, for which there is room.</summary>
    /// <returns>Its length in bytes.</returns>
    public int Write(Span<byte> target, ChannelMode mode)
    {
        int headBytes = WriteHead(target, mode, Bytes.Length);
        Bytes.CopyTo(target[headBytes..]);
        return headBytes + Bytes.Length;
    }

    /// <summary>Writes what stands before the bytes.</summary>
    /// <returns>Its length in bytes.</returns>
    public int WriteHead(Span<byte> target, ChannelMode mode, int length)
    {
        target[0] = Channel;
        int at = 1 + LengthCode.Write(target[1..], 2 * length + (IsPart ? 1 : 0));
        if (mode is ChannelMode.Unreliable or ChannelMode.Sequenced)
        {
            if (IsPart || mode == ChannelMode.Sequenced)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(target[at..], Id.Value);
                at += 2;
            }

            if (!IsPart)
                return at;
            target[at] = Index;
            target[at + 1] = LastIndex;
            return at + 2;
        }

        target[at] = (byte)Offset;
        target[at + 1] = (byte)(Offset >> 8);
        target[at + 2] = (byte)(Offset >> 16);
        at += OffsetBytes;
        return IsPart ? at + LengthCode.Write(target[at..], Distance) : at;
    }

    /// <summary>Reads what <see cref="Write"/> wrote behind the channel's number, and takes it off the front.</summary>
    /// <param name="rest">The section, behind the channel's number.</param>
    /// <param name="channel">That number.</param>
    /// <param name="mode">The channel's.</param>
    /// <param name="record">What was read; its bytes lie in the section.</param>
    /// <returns>False: cut off, or no form that a writer makes.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> rest, byte channel, ChannelMode mode, out MessageRecord record)
    {
        record = default;
        if (!LengthCode.TryRead(ref rest, out int size))
            return false;
        bool isPart = (size & 1) != 0;
        return mode switch
        {
            ChannelMode.Unreliable or ChannelMode.Sequenced =>
                TryReadDatagram(ref rest, channel, isPart, mode == ChannelMode.Sequenced, size >> 1, out record),
            ChannelMode.ReliableUnordered => TryReadStream(ref rest, channel, isPart, size >> 1, out record),
            _ => !isPart && TryReadStream(ref rest, channel, isPart, size >> 1, out record),
        };
    }

    private static bool TryReadStream(
        ref ReadOnlySpan<byte> rest, byte channel, bool isPart, int length, out MessageRecord record)
    {
        record = default;
        if (rest.Length < OffsetBytes || length == 0)
            return false;
        uint offset = (uint)(rest[0] | rest[1] << 8 | rest[2] << 16);
        rest = rest[OffsetBytes..];
        int distance = 0;
        if (isPart && (!LengthCode.TryRead(ref rest, out distance) || distance == 0))
            return false;
        if (rest.Length < length)
            return false;
        record = new MessageRecord
        {
            Channel = channel, IsPart = isPart, Offset = offset, Distance = distance, Bytes = rest[..length],
        };
        rest = rest[length..];
        return true;
    }

    private static bool TryReadDatagram(
        ref ReadOnlySpan<byte> rest, byte channel, bool isPart, bool isSequenced, int length, out MessageRecord record)
    {
        record = default;
        int idBytes = isPart || isSequenced ? 2 : 0;
        int indexBytes = isPart ? 2 : 0;
        if (rest.Length < idBytes + indexBytes + length)
            return false;
        Sequence id = idBytes > 0 ? new Sequence(BinaryPrimitives.ReadUInt16LittleEndian(rest)) : default;
        byte index = isPart ? rest[idBytes] : (byte)0;
        byte lastIndex = isPart ? rest[idBytes + 1] : (byte)0;
        // A message of one fragment is written whole.
        if (isPart && (index > lastIndex || lastIndex == 0))
            return false;
        rest = rest[(idBytes + indexBytes)..];
        record = new MessageRecord
        {
            Channel = channel, IsPart = isPart, Id = id, Index = index, LastIndex = lastIndex, Bytes = rest[..length],
        };
        rest = rest[length..];
        return true;
    }
}
