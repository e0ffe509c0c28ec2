using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class StreamFrameTests
{
    private const int MaxBytes = 1_472;

    [Fact]
    public void The_vector_of_the_protocol_is_written_and_read()
    {
        byte[] stream = new byte[8];

        Assert.Equal(5, StreamFrame.Write(stream, [1, 2, 3]));

        Assert.Equal("0300010203", Convert.ToHexString(stream[..5]));
        Assert.Equal(StreamFrameState.Whole, StreamFrame.Read(stream, MaxBytes, out ReadOnlySpan<byte> datagram));
        Assert.Equal([1, 2, 3], datagram.ToArray());
    }

    [Fact]
    public void Every_length_comes_back_and_no_part_of_it_does()
    {
        byte[] stream = new byte[MaxBytes + 2];
        for (int length = 1; length <= MaxBytes; length += 49)
        {
            byte[] datagram = new byte[length];
            new Random(length).NextBytes(datagram);

            int frameBytes = StreamFrame.Write(stream, datagram);

            Assert.Equal(
                StreamFrameState.Whole, StreamFrame.Read(stream, MaxBytes, out ReadOnlySpan<byte> read));
            Assert.Equal(datagram, read.ToArray());
            for (int cut = 0; cut < frameBytes; cut += 7)
                Assert.Equal(StreamFrameState.Unfinished, StreamFrame.Read(stream.AsSpan(0, cut), MaxBytes, out _));
        }
    }

    [Fact]
    public void Empty_and_oversized_lengths_are_bad()
    {
        Assert.Equal(StreamFrameState.Bad, StreamFrame.Read([0, 0], MaxBytes, out _));
        Assert.Equal(StreamFrameState.Bad, StreamFrame.Read([0xC1, 0x05], MaxBytes, out _));
        Assert.Equal(StreamFrameState.Unfinished, StreamFrame.Read([0xC0, 0x05], MaxBytes, out _));
    }

    [Fact]
    public void Garbage_is_a_frame_within_bounds_or_none()
    {
        var random = new Random(1);
        byte[] garbage = new byte[64];
        for (int round = 0; round < 100_000; round++)
        {
            Span<byte> source = garbage.AsSpan(0, random.Next(garbage.Length));
            random.NextBytes(source);

            StreamFrameState state = StreamFrame.Read(source, MaxBytes, out ReadOnlySpan<byte> datagram);

            Assert.Equal(state == StreamFrameState.Whole, datagram.Length > 0);
            Assert.True(datagram.Length <= Math.Max(0, source.Length - 2));
        }
    }

    [Fact]
    public void What_does_not_fit_is_not_begun()
    {
        byte[] stream = [9, 9, 9, 9];

        Assert.Equal(0, StreamFrame.Write(stream, [1, 2, 3]));

        Assert.Equal([9, 9, 9, 9], stream);
    }
}
