using System.Buffers.Binary;
using System.IO.Hashing;

namespace Replication.Runtime;

// How a recording begins. Numbers are little-endian.
//
//     8    52 45 50 4C 41 59 0D 0A, "REPLAY" and a line's end that a text transfer would spoil
//     2    version of the format, 1
//     2    source: 0 a server's world, 1 what a client received
//     4    ticks per second
//     8    schema hash
//     4    bytes of the description that follows
//     n    the schema's description, see SchemaDescription; empty where it is too large for one
//     4    CRC-32 of all of this

/// <summary>The beginning of a recording: what is in it and how to read that.</summary>
/// <param name="Source">Whose world it is.</param>
/// <param name="TicksPerSecond">A hint to players.</param>
/// <param name="SchemaHash">The hash of the components that were recorded.</param>
/// <param name="Description">The components; empty where there is none.</param>
internal sealed record ReplayHead(ReplaySource Source, int TicksPerSecond, ulong SchemaHash, byte[] Description)
{
    private const ushort Version = 1;
    private const int FixedBytes = 28;
    private const int CheckBytes = sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "REPLAY\r\n"u8;

    /// <summary>The bytes that it takes in the file.</summary>
    public int Bytes => FixedBytes + Description.Length + CheckBytes;

    /// <summary>Writes it at the stream's position.</summary>
    public void Write(Stream stream)
    {
        byte[] bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)Source);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), TicksPerSecond);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), SchemaHash);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), Description.Length);
        Description.CopyTo(bytes, FixedBytes);
        uint check = Crc32.HashToUInt32(bytes.AsSpan(0, bytes.Length - CheckBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - CheckBytes), check);
        stream.Write(bytes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="stream">Any bytes.</param>
    /// <param name="problem">What is wrong with them; none when they were read.</param>
    /// <returns>The head; null where they are none.</returns>
    public static ReplayHead? Read(Stream stream, out ReplayProblemKind problem)
    {
        problem = ReplayProblemKind.NotARecording;
        Span<byte> head = stackalloc byte[FixedBytes];
        if (stream.ReadAtLeast(head, FixedBytes, throwOnEndOfStream: false) < FixedBytes) return null;
        if (!head.StartsWith(Magic)) return null;
        problem = ReplayProblemKind.OtherVersion;
        if (BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) != Version) return null;
        problem = ReplayProblemKind.Damaged;
        ushort source = BinaryPrimitives.ReadUInt16LittleEndian(head[10..]);
        int ticksPerSecond = BinaryPrimitives.ReadInt32LittleEndian(head[12..]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(head[24..]);
        if (length is < 0 or > SchemaDescription.MaxBytes) return null;
        byte[] rest = new byte[length + CheckBytes];
        if (stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) < rest.Length) return null;
        var check = new Crc32();
        check.Append(head);
        check.Append(rest.AsSpan(0, length));
        bool isSound = check.GetCurrentHashAsUInt32() == BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan(length));
        if (!isSound || source > (ushort)ReplaySource.Client || ticksPerSecond < 1) return null;
        problem = ReplayProblemKind.None;
        ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(head[16..]);
        return new ReplayHead((ReplaySource)source, ticksPerSecond, hash, rest[..length]);
    }
}

/// <summary>Whose world a recording is of.</summary>
public enum ReplaySource
{
    /// <summary>A server's, every state at the tick that made it.</summary>
    Server,

    /// <summary>What a client received: it may lack states that were replaced before they were sent.</summary>
    Client,
}
