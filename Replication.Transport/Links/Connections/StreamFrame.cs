using System.Buffers.Binary;

namespace Replication.Transport;

/// <summary>
/// A datagram in a stream, one after another and nothing between:
/// <code>
/// length 2 (little-endian, 1 to the largest datagram) | datagram
/// </code>
/// </summary>
internal static class StreamFrame
{
    public const int LengthBytes = 2;

    /// <summary>Writes one frame to the beginning of <paramref name="target"/>.</summary>
    /// <returns>The frame's bytes; 0: there is no room for it.</returns>
    public static int Write(Span<byte> target, ReadOnlySpan<byte> datagram)
    {
        int frameBytes = LengthBytes + datagram.Length;
        if (frameBytes > target.Length)
            return 0;
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)datagram.Length);
        datagram.CopyTo(target[LengthBytes..]);
        return frameBytes;
    }

    /// <summary>Reads the first frame of what has come so far.</summary>
    /// <param name="source">What came and was not read.</param>
    /// <param name="maxDatagramBytes">The largest datagram allowed.</param>
    /// <param name="datagram">The datagram, when the frame is whole.</param>
    public static StreamFrameState Read(
        ReadOnlySpan<byte> source, int maxDatagramBytes, out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        if (source.Length < LengthBytes)
            return StreamFrameState.Unfinished;
        int lengthBytes = BinaryPrimitives.ReadUInt16LittleEndian(source);
        if (lengthBytes == 0 || lengthBytes > maxDatagramBytes)
            return StreamFrameState.Bad;
        if (source.Length < LengthBytes + lengthBytes)
            return StreamFrameState.Unfinished;
        datagram = source.Slice(LengthBytes, lengthBytes);
        return StreamFrameState.Whole;
    }
}
