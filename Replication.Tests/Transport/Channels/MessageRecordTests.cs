using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class MessageRecordTests
{
    private static readonly ChannelMode[] Modes = Enum.GetValues<ChannelMode>();

    private static readonly Gen<(int Mode, bool IsPart, uint Number, int Distance, byte[] Bytes)> Fields =
        Gen.Select(Gen.Int[0, 4], Gen.Bool, Gen.UInt, Gen.Int[1, LengthCode.MaxValue], Gen.Byte.Array[1, 300]);

    [Fact]
    public void What_is_written_is_read() => Fields.Sample(fields =>
    {
        ChannelMode mode = Modes[fields.Mode];
        MessageRecord record = Record(fields);
        byte[] target = new byte[400];
        int bytes = record.Write(target, mode);

        ReadOnlySpan<byte> rest = target.AsSpan(1, bytes);
        Assert.True(MessageRecord.TryRead(ref rest, target[0], mode, out MessageRecord read));
        Assert.Equal(1, rest.Length);
        Assert.Equal(record.Channel, read.Channel);
        Assert.Equal(record.IsPart, read.IsPart);
        Assert.Equal(record.Offset, read.Offset);
        Assert.Equal(record.Distance, read.Distance);
        Assert.Equal(record.Id, read.Id);
        Assert.Equal(record.Index, read.Index);
        Assert.Equal(record.LastIndex, read.LastIndex);
        Assert.True(record.Bytes.SequenceEqual(read.Bytes));
    });

    [Fact]
    public void Every_truncation_is_refused() => Fields.Sample(fields =>
    {
        byte[] target = new byte[400];
        int bytes = Record(fields).Write(target, Modes[fields.Mode]);
        for (int lengthBytes = 1; lengthBytes < bytes; lengthBytes++)
        {
            ReadOnlySpan<byte> rest = target.AsSpan(1, lengthBytes - 1);
            Assert.False(MessageRecord.TryRead(ref rest, target[0], Modes[fields.Mode], out _));
        }
    });

    [Fact]
    public void Garbage_is_refused_or_written_back_as_the_same_bytes() =>
        Gen.Select(Gen.Int[0, 4], Gen.Byte.Array[0, 40]).Sample((mode, garbage) =>
        {
            ReadOnlySpan<byte> rest = garbage;
            if (!MessageRecord.TryRead(ref rest, 9, Modes[mode], out MessageRecord record))
                return;
            byte[] target = new byte[60];
            int bytes = record.Write(target, Modes[mode]);
            Assert.Equal(garbage.Length - rest.Length, bytes - 1);
            Assert.Equal(garbage[..(bytes - 1)], target[1..bytes]);
        });

    [Fact]
    public void A_length_has_one_form() => Gen.Int[0, LengthCode.MaxValue].Sample(value =>
    {
        byte[] target = new byte[LengthCode.MaxBytes];
        int bytes = LengthCode.Write(target, value);
        Assert.Equal(LengthCode.BytesOf(value), bytes);

        ReadOnlySpan<byte> rest = target.AsSpan(0, bytes);
        Assert.True(LengthCode.TryRead(ref rest, out int read));
        Assert.Equal(value, read);
        Assert.Equal(0, rest.Length);
    });

    [Theory]
    [InlineData("8000")]
    [InlineData("ff8000")]
    [InlineData("ffffff")]
    [InlineData("ffff")]
    public void A_length_in_another_form_is_refused(string hex)
    {
        ReadOnlySpan<byte> rest = Hex.Parse(hex);
        Assert.False(LengthCode.TryRead(ref rest, out _));
    }

    private static MessageRecord Record(
        in (int Mode, bool IsPart, uint Number, int Distance, byte[] Bytes) fields)
    {
        bool isDatagram = fields.Mode < 2;
        bool isPart = fields.IsPart && Modes[fields.Mode] is not (ChannelMode.ReliableOrdered or ChannelMode.Bulk);
        bool hasId = isDatagram && (isPart || Modes[fields.Mode] == ChannelMode.Sequenced);
        byte lastIndex = (byte)(fields.Distance | 1);
        return new MessageRecord
        {
            Channel = 9,
            IsPart = isPart,
            Offset = isDatagram ? 0 : fields.Number & 0xFF_FFFF,
            Distance = !isDatagram && isPart ? fields.Distance : 0,
            Id = hasId ? new Sequence((ushort)fields.Number) : default,
            Index = isDatagram && isPart ? (byte)(lastIndex / 2) : (byte)0,
            LastIndex = isDatagram && isPart ? lastIndex : (byte)0,
            Bytes = fields.Bytes,
        };
    }
}
