using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replication.Runtime;

/// <summary>
/// Reads what <see cref="BitWriter"/> wrote. Past the end, and after <see cref="Fail"/>, every read gives zero and
/// <see cref="Failed"/> stays true: read a whole packet, then ask once.
/// </summary>
/// <remarks>Safe on any bytes. Allocates nothing, throws nothing. For one thread.</remarks>
public ref struct BitReader
{
    /// <summary>The most bits that one <see cref="Read"/> gives.</summary>
    public const int MaxReadBits = BitWriter.MaxWriteBits;

    private readonly ref byte _buffer;
    private readonly int _lengthBytes;
    private int _bitIndex;
    private int _lengthBits;

    /// <summary>Starts reading at the first bit of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">The bytes to read, at most 2^28 - 1 of them.</param>
    public BitReader(ReadOnlySpan<byte> buffer)
    {
        Debug.Assert(buffer.Length < 1 << 28, "Bit positions are 32-bit.");
        _buffer = ref MemoryMarshal.GetReference(buffer);
        _lengthBytes = buffer.Length;
        _lengthBits = buffer.Length * 8;
    }

    /// <summary>True once a read went past the end or a value was refused.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bits between here and the end; zero after a failure.</summary>
    public readonly int RemainingBits => _lengthBits - _bitIndex;

    /// <summary>Reads the next bits as a number.</summary>
    /// <param name="bits">How many, 0 to <see cref="MaxReadBits"/>.</param>
    /// <returns>The number, or zero when fewer bits are left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // 0.7 of the time of a call (benchmark codec, ns_full_read)
    public ulong Read(int bits)
    {
        Debug.Assert(bits is >= 0 and <= MaxReadBits, "One read gives at most 56 bits.");
        int next = _bitIndex + bits;
        if (next > _lengthBits)
        {
            Fail();
            return 0;
        }

        ulong value = Peek() & ((1UL << bits) - 1);
        _bitIndex = next;
        return value;
    }

    /// <summary>Reads one bit.</summary>
    /// <returns>The bit, or false when none is left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadBit() => Read(1) != 0;

    /// <summary>Reads 64 bits.</summary>
    /// <returns>The number, or zero when fewer bits are left.</returns>
    public ulong ReadUInt64() => ReadWide(64);

    // As Read, for more bits than one gives: the twin of WriteWide.
    internal ulong ReadWide(int bits)
    {
        ulong value = Read(Math.Min(bits, 32));
        if (bits > 32) value |= Read(bits - 32) << 32;
        return value;
    }

    /// <summary>Refuses the whole stream when a value read from it breaks a rule.</summary>
    /// <param name="holds">Whether the rule holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Require(bool holds)
    {
        if (!holds) Fail();
    }

    /// <summary>Refuses the whole stream: every later read gives zero.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fail()
    {
        Failed = true;
        _lengthBits = 0;
        _bitIndex = 0;
    }

    // The next bits without moving on: at least 57 are real where the buffer has them, those past its end are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ulong Peek()
    {
        int byteIndex = _bitIndex >> 3;
        if (byteIndex > _lengthBytes - sizeof(ulong)) return PeekAtEnd();
        ulong window = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref _buffer, byteIndex));
        if (!BitConverter.IsLittleEndian) window = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(window);
        return window >> (_bitIndex & 7);
    }

    // Moves past bits that were peeked at.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Skip(int bits)
    {
        int next = _bitIndex + bits;
        if (next > _lengthBits)
            Fail();
        else
            _bitIndex = next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly ulong PeekAtEnd()
    {
        ulong window = 0;
        int byteIndex = _bitIndex >> 3;
        for (int shift = 0; byteIndex < _lengthBytes; byteIndex++, shift += 8)
            window |= (ulong)Unsafe.Add(ref _buffer, byteIndex) << shift;
        return window >> (_bitIndex & 7);
    }
}
