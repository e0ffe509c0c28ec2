using System.Buffers.Binary;
using System.Numerics;

namespace Replication.Transport;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4) over numbers in little-endian order and over bytes.</summary>
internal static class Checksums
{
    public const uint Start = 0xFFFF_FFFF;

    public static uint Add(uint state, ulong value) => BitOperations.Crc32C(state, value);

    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
            state = BitOperations.Crc32C(state, value);
        return state;
    }

    public static uint Finish(uint state) => ~state;
}
