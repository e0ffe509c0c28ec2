using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Replication.Transport;

/// <summary>
/// A window of bytes over a stream's positions, which only grow, in pages that it holds only while something lies in
/// them. The bound is its owner's.
/// </summary>
/// <param name="pages">Where pages come from and go to.</param>
/// <param name="maxBytes">The largest window.</param>
internal sealed class ByteRing(BytePages pages, int maxBytes)
{
    private const int OffsetMask = BytePages.PageBytes - 1;

    // The page of a position lies at the position's page number modulo the length. Empty before the first byte.
    private byte[]?[] _pages = [];

    // Numbers of the pages held.
    private long _first;
    private long _end;

    public byte this[long position] => PageOf(position)[(int)position & OffsetMask];

    /// <summary>Makes room for positions from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    /// <param name="from">The first position whose byte is kept.</param>
    /// <param name="to">Behind the last position that is about to be written.</param>
    public void Reserve(long from, long to)
    {
        Debug.Assert(to - from <= maxBytes, "The owner keeps to its bound.");
        // A window that begins and ends within pages touches one more than it fills, and the one before may not have
        // been given back yet.
        if (_pages.Length == 0)
            _pages = new byte[BitOperations.RoundUpToPowerOf2((uint)(maxBytes >> BytePages.PageBits) + 3)][];
        if (_first == _end)
            _first = _end = from >> BytePages.PageBits;
        for (; _end << BytePages.PageBits < to; _end++)
            _pages[_end & (_pages.Length - 1)] = pages.Rent();
    }

    /// <summary>Gives back the pages that nothing lies in any more.</summary>
    /// <param name="from">The first position whose byte is kept.</param>
    /// <param name="to">Behind the last one; the same where there is none.</param>
    public void Release(long from, long to)
    {
        for (long end = from < to ? from >> BytePages.PageBits : _end; _first < end; _first++)
        {
            ref byte[]? page = ref _pages[_first & (_pages.Length - 1)];
            pages.Return(page!);
            page = null;
        }
    }

    /// <summary>
    /// Lets go of all pages without giving them back: somebody may be reading a message that lies there.
    /// </summary>
    public void Abandon()
    {
        for (; _first < _end; _first++)
            pages.Forget();
        _pages = [];
    }

    public void Write(long position, ReadOnlySpan<byte> source)
    {
        while (source.Length > 0)
        {
            Span<byte> part = FirstPart(position, source.Length);
            source[..part.Length].CopyTo(part);
            source = source[part.Length..];
            position += part.Length;
        }
    }

    public void Read(long position, Span<byte> target)
    {
        while (target.Length > 0)
        {
            Span<byte> part = FirstPart(position, target.Length);
            part.CopyTo(target);
            target = target[part.Length..];
            position += part.Length;
        }
    }

    /// <summary>Whether the bytes at a position are these.</summary>
    public bool Matches(long position, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> part = FirstPart(position, bytes.Length);
            if (!part.SequenceEqual(bytes[..part.Length]))
                return false;
            bytes = bytes[part.Length..];
            position += part.Length;
        }

        return true;
    }

    /// <summary>The bytes at a position where they lie, or from a copy where they go over a page's end.</summary>
    /// <param name="position">Of the first.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="copy">Grown where it is needed and too small.</param>
    public ReadOnlySpan<byte> Span(long position, int length, ref byte[] copy)
    {
        if (length == 0)
            return default;
        Span<byte> first = FirstPart(position, length);
        if (first.Length == length)
            return first;
        if (copy.Length < length)
            copy = new byte[Math.Max(BytePages.PageBytes, BitOperations.RoundUpToPowerOf2((uint)length))];
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

    /// <summary>The word with the mark of a position that there is room for.</summary>
    /// <param name="position">The byte's.</param>
    /// <param name="index">Which of its marks.</param>
    public ref ulong MarksOf(long position, int index)
    {
        Span<ulong> marks = MemoryMarshal.Cast<byte, ulong>(PageOf(position).AsSpan(BytePages.PageBytes));
        return ref marks[index * BytePages.MarkWords + (((int)position & OffsetMask) >> 6)];
    }

    private Span<byte> FirstPart(long position, int length)
    {
        int offset = (int)position & OffsetMask;
        return PageOf(position).AsSpan(offset, Math.Min(length, BytePages.PageBytes - offset));
    }

    private byte[] PageOf(long position) => _pages[(position >> BytePages.PageBits) & (_pages.Length - 1)]!;
}
