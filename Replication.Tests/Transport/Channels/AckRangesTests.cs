using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class AckRangesTests
{
    [Fact]
    public void What_is_written_names_the_set_bits_from_the_newest_on() =>
        Gen.Bool.Array[1, 500].Sample(accepted => CheckRoundTrip(accepted, mostlySet: false));

    [Fact]
    public void Long_runs_and_gaps_are_written_too() =>
        Gen.Select(Gen.Bool, Gen.Int[1, 400]).Array[1, 4].Sample(runs =>
            CheckRoundTrip([.. runs.SelectMany(run => Enumerable.Repeat(run.Item1, run.Item2))], mostlySet: true));

    [Fact]
    public void Garbage_is_refused_or_written_back_as_the_same_bytes() => Gen.Byte[0, 9].Array[0, 16].Sample(garbage =>
    {
        if (!AckRanges.TryRead(garbage, out AckRanges ranges))
            return;
        var ring = new BitRing(4_096);
        for (int index = 0; index < ranges.Count; index++)
        {
            (int first, int count) = ranges.Run(index);
            ring.Set(first, first + count);
        }

        byte[] written = new byte[AckRanges.MaxBytes];
        Assert.Equal(ranges.Bytes, AckRanges.Write(written, ring, 0, 4_096));
        Assert.Equal(garbage[..ranges.Bytes], written[..ranges.Bytes]);
    });

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] ranges = [2, 3, 4, 1, 0];
        Assert.True(AckRanges.TryRead(ranges, out _));
        for (int lengthBytes = 0; lengthBytes < ranges.Length; lengthBytes++)
            Assert.False(AckRanges.TryRead(ranges.AsSpan(0, lengthBytes), out _));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("08 0101 0101 0101 0101 0101 0101 0101 0101")]
    [InlineData("02 0001 0001")]
    public void A_form_that_no_writer_makes_is_refused(string hex) =>
        Assert.False(AckRanges.TryRead(Hex.Parse(hex), out _));

    [Fact]
    public void A_packet_that_the_bits_do_not_reach_is_named_in_three_acks()
    {
        var window = new AckWindow();
        for (long number = 0; number < 100; number++)
        {
            window.MarkSeen(number);
            window.Accept(number, TimeSpan.Zero);
        }

        byte[] target = new byte[AckRanges.MaxBytes];
        for (int ack = 0; ack < 3; ack++)
        {
            Assert.True(AckRanges.TryRead(target.AsSpan(0, window.WriteRanges(target)), out AckRanges ranges));
            Assert.Equal(67, ranges.Reach);
            window.NoteAckSent();
        }

        Assert.Equal(0, window.WriteRanges(target));
    }

    private static void CheckRoundTrip(bool[] accepted, bool mostlySet)
    {
        var ring = new BitRing(2_048);
        for (int index = 0; index < accepted.Length; index++)
        {
            if (accepted[index])
                ring.Set(index, index + 1);
        }

        byte[] target = new byte[AckRanges.MaxBytes];
        int bytes = AckRanges.Write(target, ring, 0, accepted.Length);
        if (bytes == 0)
        {
            Assert.True(Array.IndexOf(accepted, true) is < 0 or > 255);
            return;
        }

        Assert.True(AckRanges.TryRead(target.AsSpan(0, bytes), out AckRanges ranges));
        Assert.Equal(bytes, ranges.Bytes);
        bool[] read = new bool[ranges.Reach];
        for (int index = 0; index < ranges.Count; index++)
        {
            (int first, int count) = ranges.Run(index);
            Array.Fill(read, true, first, count);
        }

        Assert.Equal(accepted[..ranges.Reach], read);
        if (!mostlySet || ranges.Count == 7)
            return;
        int next = Array.IndexOf(accepted, true, ranges.Reach);
        Assert.True(next < 0 || next - ranges.Reach > 255);
    }
}
