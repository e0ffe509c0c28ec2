using System.Diagnostics;
using System.Numerics;

namespace Replication.Transport;

/// <summary>
/// A window of bytes over a stream's positions, which only grow: the byte of a position lies at the position modulo the
/// capacity. Grows by doubling to what was in use at once, and never shrinks: the bound is its owner's.
/// </summary>
internal sealed class ByteRing
{
    private const int MinCapacity = 1_024;

    private byte[] _bytes = [];

    public byte this[long position] => _bytes[(int)position & (_bytes.Length - 1)];

    /// <summary>Makes room for positions from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    /// <param name="from">The first position whose byte is kept.</param>
    /// <param name="to">Behind the last position that is about to be written.</param>
    public void Reserve(long from, long to)
    {
        if (to - from <= _bytes.Length)
            return;
        byte[] former = _bytes;
        _bytes = new byte[Math.Max(MinCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)(to - from)))];
        // Everything of the old ring lies at its place in the new one, the positions that were in use among it.
        for (int index = 0; index < former.Length; index++)
        {
            long position = from + index;
            _bytes[(int)position & (_bytes.Length - 1)] = former[(int)position & (former.Length - 1)];
        }
    }

    public void Write(long position, ReadOnlySpan<byte> source)
    {
        Span<byte> first = FirstPart(position, source.Length);
        source[..first.Length].CopyTo(first);
        source[first.Length..].CopyTo(_bytes);
    }

    public void Read(long position, Span<byte> target)
    {
        Span<byte> first = FirstPart(position, target.Length);
        first.CopyTo(target);
        _bytes.AsSpan(0, target.Length - first.Length).CopyTo(target[first.Length..]);
    }

    /// <summary>Whether the bytes at a position are these.</summary>
    public bool Matches(long position, ReadOnlySpan<byte> bytes)
    {
        Span<byte> first = FirstPart(position, bytes.Length);
        return first.SequenceEqual(bytes[..first.Length])
            && _bytes.AsSpan(0, bytes.Length - first.Length).SequenceEqual(bytes[first.Length..]);
    }

    /// <summary>The bytes at a position where they lie, or from a copy where they go over the ring's end.</summary>
    /// <param name="position">Of the first.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="copy">Grown where it is needed and too small.</param>
    public ReadOnlySpan<byte> Span(long position, int length, ref byte[] copy)
    {
        Span<byte> first = FirstPart(position, length);
        if (first.Length == length)
            return first;
        if (copy.Length < length)
            copy = new byte[BitOperations.RoundUpToPowerOf2((uint)length)];
        Read(position, copy.AsSpan(0, length));
        return copy.AsSpan(0, length);
    }

    /// <summary>Reads a length code.</summary>
    /// <param name="position">Where it begins.</param>
    /// <param name="end">Behind the last position that may be read.</param>
    /// <param name="value">The length.</param>
    /// <param name="bytes">The code's own length; 0 where it goes over <paramref name="end"/>.</param>
    /// <returns>False: cut off, or malformed.</returns>
    public bool TryReadLength(long position, long end, out int value, out int bytes)
    {
        Span<byte> code = stackalloc byte[LengthCode.MaxBytes];
        code = code[..(int)Math.Min(LengthCode.MaxBytes, end - position)];
        Read(position, code);
        ReadOnlySpan<byte> rest = code;
        bool read = LengthCode.TryRead(ref rest, out value);
        bytes = read ? code.Length - rest.Length : 0;
        return read;
    }

    private Span<byte> FirstPart(long position, int length)
    {
        Debug.Assert(length <= _bytes.Length, "Room was reserved before.");
        int index = (int)position & (_bytes.Length - 1);
        return _bytes.AsSpan(index, Math.Min(length, _bytes.Length - index));
    }
}
