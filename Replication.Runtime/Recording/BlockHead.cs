using System.Buffers.Binary;
using System.IO.Hashing;

namespace Replication.Runtime;

// After the head a recording is blocks, one after the other to its end:
//
//     4    52 50 4C 42, "RPLB"
//     4    bytes of the body
//     4    the tick at which the block begins
//     4    the newest tick that the block ends; that at which it begins where it ends none
//     4    how many ticks it ends
//     4    1 where it begins with a keyframe, else 0
//     4    CRC-32 of the body
//     4    CRC-32 of the head, without this
//
// Heads tell where the next one is and which ticks lie between: to walk them is the index of the recording, and what a
// crash leaves is read up to the last whole block. The body is entries:
//
//     1    kind
//     3    bytes of what follows
//     n    Snapshot: a snapshot as in a packet
//          Tick: the number of a tick, 4 bytes: all of it is there
//          Keyframe: nothing; what follows stands by itself

/// <summary>What stands before the entries of a block.</summary>
/// <param name="BodyBytes">The bytes of its entries.</param>
/// <param name="First">The tick at which it begins.</param>
/// <param name="Last">The newest tick that it ends.</param>
/// <param name="TickCount">How many ticks it ends.</param>
/// <param name="IsKeyframe">Whether it begins with a keyframe.</param>
/// <param name="BodyCheck">The CRC-32 of the entries.</param>
internal readonly record struct BlockHead(
    int BodyBytes, Tick First, Tick Last, int TickCount, bool IsKeyframe, uint BodyCheck)
{
    /// <summary>The bytes of a head.</summary>
    public const int Bytes = 32;

    /// <summary>The largest body that a reader takes.</summary>
    public const int MaxBodyBytes = 16 * 1024 * 1024;

    private const int CheckOffset = 28;

    private static ReadOnlySpan<byte> Magic => "RPLB"u8;

    public void Write(Span<byte> head)
    {
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], BodyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], First.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], Last.Value);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], TickCount);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], IsKeyframe ? 1 : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(head[24..], BodyCheck);
        BinaryPrimitives.WriteUInt32LittleEndian(head[CheckOffset..], Crc32.HashToUInt32(head[..CheckOffset]));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="head">Any bytes, <see cref="Bytes"/> of them.</param>
    /// <param name="read">Takes the head.</param>
    /// <returns>False where they are none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> head, out BlockHead read)
    {
        read = new BlockHead(
            BinaryPrimitives.ReadInt32LittleEndian(head[4..]),
            new Tick(BinaryPrimitives.ReadUInt32LittleEndian(head[8..])),
            new Tick(BinaryPrimitives.ReadUInt32LittleEndian(head[12..])),
            BinaryPrimitives.ReadInt32LittleEndian(head[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[20..]) == 1,
            BinaryPrimitives.ReadUInt32LittleEndian(head[24..]));
        return head.StartsWith(Magic)
            && Crc32.HashToUInt32(head[..CheckOffset]) == BinaryPrimitives.ReadUInt32LittleEndian(head[CheckOffset..])
            && read.BodyBytes is >= 0 and <= MaxBodyBytes && read.TickCount >= 0;
    }
}

/// <summary>What an entry of a block is.</summary>
internal enum EntryKind : byte
{
    /// <summary>A snapshot, as in a packet.</summary>
    Snapshot = 1,

    /// <summary>The end of a tick.</summary>
    Tick = 2,

    /// <summary>The beginning of a keyframe.</summary>
    Keyframe = 3,
}
