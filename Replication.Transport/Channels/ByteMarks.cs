namespace Replication.Transport;

/// <summary>
/// A bit for each byte of a ring, beside the byte in its page, so that it takes memory only while the byte does. The
/// bits of a page are clear when the ring rents it, so what has left the window need not be cleared.
/// </summary>
/// <param name="bytes">Has the pages.</param>
/// <param name="index">Which of the marks that a byte has, from 0 to before <see cref="BytePages.MarkCount"/>.</param>
internal readonly struct ByteMarks(ByteRing bytes, int index) : IBitWords
{
    public ref ulong WordOf(long position) => ref bytes.MarksOf(position, index);
}
