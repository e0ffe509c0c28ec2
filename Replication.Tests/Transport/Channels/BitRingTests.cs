using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class BitRingTests
{
    private static readonly Gen<(int Action, int From, int Length)[]> Steps =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 255], Gen.Int[0, 256]).Array[1, 40];

    [Fact]
    public void It_answers_as_a_set_of_positions_would() => Gen.Select(Steps, Gen.Int[-2_000, 2_000]).Sample(
        static (steps, start) => AssertIsSet(new BitRing(256), new BitRing(256), steps, start));

    // A page has 4,096 bytes, so that one end and another of the range may lie in different ones.
    [Fact]
    public void So_do_the_marks_of_bytes_in_pages() => Gen.Select(Steps, Gen.Int[0, 10_000]).Sample(
        static (steps, start) =>
        {
            var bytes = new ByteRing(new BytePages(), maxBytes: 256);
            bytes.Reserve(start, start + 256);
            AssertIsSet(new ByteMarks(bytes, 1), new ByteMarks(bytes, 2), steps, start);
            Assert.Equal(0, new ByteMarks(bytes, 0).Count(start, start + 256));
        });

    [Fact]
    public void Marks_leave_with_their_bytes()
    {
        var pages = new BytePages();
        var bytes = new ByteRing(pages, maxBytes: 4_096);
        var marks = new ByteMarks(bytes, 2);
        bytes.Reserve(0, 4_096);
        marks.Set(0, 4_096);

        bytes.Release(4_096, 4_096);
        bytes.Reserve(4_096, 8_192);

        Assert.Equal(1, pages.Count);
        Assert.Equal(0, marks.Count(4_096, 8_192));
    }

    [Fact]
    public void Thirty_two_bits_are_read_from_any_position() =>
        Gen.Select(Gen.Int[-100, 100], Gen.UInt).Sample((from, bits) =>
        {
            var ring = new BitRing(128);
            for (int bit = 0; bit < 32; bit++)
            {
                if ((bits >> bit & 1) != 0)
                    ring.Set(from + bit, from + bit + 1);
            }

            Assert.Equal(bits, ring.Read32(from));
        });

    private static void AssertIsSet<TWords>(
        TWords ring, TWords other, (int Action, int From, int Length)[] steps, int start)
        where TWords : struct, IBitWords
    {
        other.Set(start + 10, start + 50);
        var set = new HashSet<long>();
        foreach ((int action, int offset, int length) in steps)
        {
            long from = start + offset;
            long to = Math.Min(from + length, start + 256);
            Apply(ring, other, set, action, from, to);
            long[] within = [.. set.Where(position => position >= from && position < to).Order()];

            Assert.Equal(within.Length, ring.Count(from, to));
            Assert.Equal(within.Length == to - from, ring.AllSet(from, to));
            Assert.Equal(within.FirstOrDefault(to), ring.FindSet(from, to));
            Assert.Equal(within.LastOrDefault(from - 1), ring.FindLastSet(from, to));
            Assert.Equal(FirstMissing(set, from, to), ring.FindClear(from, to));
        }
    }

    private static void Apply<TWords>(
        TWords ring, TWords other, HashSet<long> set, int action, long from, long to)
        where TWords : struct, IBitWords
    {
        for (long position = from; position < to; position++)
        {
            if (action == 0 || (action == 2 && !other.Get(position)))
                set.Add(position);
            else if (action == 1)
                set.Remove(position);
        }

        if (action == 0)
            ring.Set(from, to);
        else if (action == 1)
            ring.Clear(from, to);
        else
            ring.SetWhereClear(other, from, to);
    }

    private static long FirstMissing(HashSet<long> set, long from, long to)
    {
        while (from < to && set.Contains(from))
            from++;
        return from;
    }
}
