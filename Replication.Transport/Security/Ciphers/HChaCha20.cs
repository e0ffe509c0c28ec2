using System.Buffers.Binary;
using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// The hash that makes a subkey from a key and 16 bytes (draft-irtf-cfrg-xchacha-03, section 2.2): ChaCha20's twenty
/// rounds over constants, key and input, without the final addition; the subkey is the first and the last row.
/// </summary>
internal static class HChaCha20
{
    public const int InputBytes = 16;

    private const int WordCount = 16;
    private const int DoubleRoundCount = 10;

    public static void Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, Span<byte> subkey)
    {
        Span<uint> state = stackalloc uint[WordCount];
        // "expand 32-byte k", as RFC 8439, section 2.3, has it.
        state[0] = 0x6170_7865;
        state[1] = 0x3320_646E;
        state[2] = 0x7962_2D32;
        state[3] = 0x6B20_6574;
        for (int index = 0; index < 8; index++)
            state[4 + index] = BinaryPrimitives.ReadUInt32LittleEndian(key[(index * 4)..]);
        for (int index = 0; index < 4; index++)
            state[12 + index] = BinaryPrimitives.ReadUInt32LittleEndian(input[(index * 4)..]);

        for (int round = 0; round < DoubleRoundCount; round++)
            DoubleRound(state);

        for (int index = 0; index < 4; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(subkey[(index * 4)..], state[index]);
            BinaryPrimitives.WriteUInt32LittleEndian(subkey[(16 + (index * 4))..], state[12 + index]);
        }

        state.Clear();
    }

    // Columns, then diagonals.
    private static void DoubleRound(Span<uint> state)
    {
        QuarterRound(ref state[0], ref state[4], ref state[8], ref state[12]);
        QuarterRound(ref state[1], ref state[5], ref state[9], ref state[13]);
        QuarterRound(ref state[2], ref state[6], ref state[10], ref state[14]);
        QuarterRound(ref state[3], ref state[7], ref state[11], ref state[15]);
        QuarterRound(ref state[0], ref state[5], ref state[10], ref state[15]);
        QuarterRound(ref state[1], ref state[6], ref state[11], ref state[12]);
        QuarterRound(ref state[2], ref state[7], ref state[8], ref state[13]);
        QuarterRound(ref state[3], ref state[4], ref state[9], ref state[14]);
    }

    private static void QuarterRound(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 16);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 12);
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 8);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 7);
    }
}
