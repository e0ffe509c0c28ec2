using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Bits;

public class BitStreamTests
{
    private static readonly Gen<(ulong Value, int Bits)[]> Writes =
        Gen.Select(Gen.ULong, Gen.Int[0, 56], (value, bits) => (value & ((1UL << bits) - 1), bits)).Array[0, 200];

    [Fact]
    public void What_was_written_is_read_back() => Writes.Sample(writes =>
    {
        byte[] buffer = Write(writes, 2_000, out int bits);
        var reader = new BitReader(buffer.AsSpan(0, (bits + 7) / 8));
        foreach ((ulong value, int width) in writes)
        {
            if (reader.Read(width) != value) return false;
        }

        return !reader.Failed;
    });

    [Fact]
    public void A_buffer_of_just_the_right_size_holds_every_bit() => Writes.Sample(writes =>
    {
        byte[] roomy = Write(writes, 2_000, out int bits);
        var exact = new byte[(bits + 7) / 8];
        var writer = new BitWriter(exact);
        foreach ((ulong value, int width) in writes) writer.Write(value, width);
        return !writer.Overflowed && writer.BitCount == bits && writer.ByteCount == exact.Length
            && roomy.AsSpan(0, exact.Length).SequenceEqual(exact);
    });

    [Fact]
    public void A_writer_past_its_end_says_so_and_keeps_what_it_has()
    {
        var buffer = new byte[2];
        var writer = new BitWriter(buffer);
        writer.Write(0x3FF, 10);
        writer.Write(0x7F, 7);
        writer.Write(1, 1);
        Assert.True(writer.Overflowed);
        Assert.Equal(10, writer.BitCount);
        Assert.Equal([0xFF, 0x03], buffer);
    }

    [Fact]
    public void A_reader_past_its_end_gives_zero_for_ever()
    {
        var reader = new BitReader([0xFF, 0xFF]);
        Assert.Equal(0x7FFFul, reader.Read(15));
        Assert.Equal(0ul, reader.Read(2));
        Assert.True(reader.Failed);
        Assert.Equal(0ul, reader.Read(1));
        Assert.Equal(0, reader.RemainingBits);
        Assert.False(reader.ReadBit());
    }

    [Fact]
    public void A_refused_value_fails_the_reader_for_ever()
    {
        var reader = new BitReader([0xFF, 0xFF]);
        reader.Require(true);
        Assert.True(reader.ReadBit());
        reader.Require(false);
        Assert.True(reader.Failed);
        Assert.Equal(0ul, reader.Read(8));
    }

    [Fact]
    public void An_empty_buffer_takes_and_gives_nothing()
    {
        var writer = new BitWriter([]);
        writer.WriteBit(true);
        Assert.True(writer.Overflowed);
        var reader = new BitReader([]);
        Assert.False(reader.ReadBit());
        Assert.True(reader.Failed);
    }

    [Fact]
    public void Copied_bits_equal_written_bits() => Gen.Select(Writes, Gen.Int[0, 20]).Sample((writes, shift) =>
    {
        byte[] source = Write(writes, 2_000, out int bits);
        var copied = new byte[2_100];
        var writer = new BitWriter(copied);
        writer.Write(0, shift);
        writer.Copy(source, bits);
        if (writer.BitCount != bits + shift) return false;
        var reader = new BitReader(copied);
        reader.Read(shift);
        foreach ((ulong value, int width) in writes)
        {
            if (reader.Read(width) != value) return false;
        }

        return true;
    });

    [Fact]
    public void Sixty_four_bits_survive() => Gen.ULong.Sample(value =>
    {
        var buffer = new byte[9];
        var writer = new BitWriter(buffer);
        writer.WriteBit(true);
        writer.WriteUInt64(value);
        var reader = new BitReader(buffer);
        return reader.ReadBit() && reader.ReadUInt64() == value && !reader.Failed;
    });

    private static byte[] Write((ulong Value, int Bits)[] writes, int capacity, out int bits)
    {
        var buffer = new byte[capacity];
        var writer = new BitWriter(buffer);
        foreach ((ulong value, int width) in writes) writer.Write(value, width);
        bits = writer.BitCount;
        return buffer;
    }
}
