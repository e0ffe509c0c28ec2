using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Replication.Transport;

/// <summary>
/// One frame in the stream of a bulk channel. A message is cut into blocks of 32,768 bytes, the last may be smaller.
/// <code>
/// method 1 (0 as it is, 1 LZ4 block) | [message bytes 4] | bytes of the block
/// </code>
/// The message's size stands in its first block only. A block is compressed on its own, so that what it unpacks to is
/// known and bounded before: the rest of the message, at most 32,768 bytes.
/// </summary>
internal static class BulkBlock
{
    public const int Bytes = 32_768;
    public const int MaxHeadBytes = 5;

    private const byte Stored = 0;
    private const byte Compressed = 1;

    /// <summary>What a message takes at most in the stream.</summary>
    public static int LargestFramedBytes(int messageBytes) => messageBytes
        + CountOf(messageBytes) * (1 + ChannelOptions.MaxFrameHeadBytes) + sizeof(int);

    public static int CountOf(int messageBytes) => messageBytes <= Bytes ? 1 : (messageBytes + Bytes - 1) / Bytes;

    /// <summary>Packs one block.</summary>
    /// <param name="block">Its bytes.</param>
    /// <param name="messageBytes">The size of the message, where this is its first block; else negative.</param>
    /// <param name="head">Receives method and size, of 5 bytes.</param>
    /// <param name="scratch">Receives the packed bytes; as large as a block.</param>
    /// <param name="packed">The packed bytes, or the block itself.</param>
    /// <returns>The head's length.</returns>
    public static int Pack(
        ReadOnlySpan<byte> block,
        int messageBytes,
        Span<byte> head,
        Span<byte> scratch,
        out ReadOnlySpan<byte> packed)
    {
        // Less room than the block itself: what does not get smaller is not finished.
        int packedBytes = block.Length > 1 ? LZ4Codec.Encode(block, scratch[..(block.Length - 1)]) : 0;
        packed = packedBytes > 0 ? scratch[..packedBytes] : block;
        head[0] = packedBytes > 0 ? Compressed : Stored;
        if (messageBytes < 0)
            return 1;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], messageBytes);
        return MaxHeadBytes;
    }

    /// <summary>Reads what stands before a block's bytes, and takes it off the front.</summary>
    /// <returns>False: cut off, or an unknown method.</returns>
    public static bool TryReadHead(
        ref ReadOnlySpan<byte> frame, bool isFirst, out bool isCompressed, out uint messageBytes)
    {
        int headBytes = isFirst ? MaxHeadBytes : 1;
        messageBytes = 0;
        isCompressed = false;
        if (frame.Length < headBytes || frame[0] > Compressed)
            return false;
        isCompressed = frame[0] == Compressed;
        if (isFirst)
            messageBytes = BinaryPrimitives.ReadUInt32LittleEndian(frame[1..]);
        frame = frame[headBytes..];
        return true;
    }

    /// <summary>Unpacks a block to exactly <paramref name="target"/>.</summary>
    /// <returns>False: it unpacks to something else, or to nothing.</returns>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, bool isCompressed, Span<byte> target)
    {
        if (isCompressed)
            return packed.Length < target.Length && LZ4Codec.Decode(packed, target) == target.Length;
        if (packed.Length != target.Length)
            return false;
        packed.CopyTo(target);
        return true;
    }
}
