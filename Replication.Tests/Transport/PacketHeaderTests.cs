using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class PacketHeaderTests
{
    private static readonly Gen<PacketHeader> Headers =
        Gen.Select(
            Gen.Select(Gen.Bool, Gen.UShort, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool),
            Gen.UShort,
            Gen.Byte,
            Gen.OneOf(Gen.UInt, Gen.Const(uint.MaxValue)))
            .Select((first, ack, delay, bits) =>
            {
                (bool closes, ushort sequence, bool hasAck, bool hasMessages, bool hasRanges, bool hasOddKey) = first;
                return new PacketHeader(
                    closes ? PacketKind.Disconnect : PacketKind.Payload,
                    new Sequence(sequence),
                    hasAck,
                    new Sequence(hasAck ? ack : (ushort)0),
                    hasAck ? delay : (byte)0,
                    hasAck ? bits : 0)
                {
                    HasMessages = hasMessages && !closes,
                    HasRanges = hasRanges && hasAck && !closes,
                    HasOddKey = hasOddKey,
                };
            });

    [Fact]
    public void What_is_written_is_read() => Headers.Sample(header =>
    {
        Span<byte> packet = stackalloc byte[PacketHeader.MaxBytes];
        int writtenBytes = header.Write(packet);

        Assert.True(PacketHeader.TryRead(packet[..writtenBytes], out PacketHeader read, out int readBytes));
        Assert.Equal(header, read);
        Assert.Equal(writtenBytes, readBytes);
    });

    [Fact]
    public void Every_truncation_is_refused() => Headers.Sample(header =>
    {
        Span<byte> packet = stackalloc byte[PacketHeader.MaxBytes];
        int writtenBytes = header.Write(packet);
        for (int lengthBytes = 0; lengthBytes < writtenBytes; lengthBytes++)
            Assert.False(PacketHeader.TryRead(packet[..lengthBytes], out _, out _));
    });

    [Fact]
    public void Garbage_is_refused_or_written_back_as_the_same_bytes() => Gen.Byte.Array[0, 16].Sample(garbage =>
    {
        if (!PacketHeader.TryRead(garbage, out PacketHeader header, out int headerBytes))
            return;
        Span<byte> packet = stackalloc byte[PacketHeader.MaxBytes];
        Assert.Equal(headerBytes, header.Write(packet));
        Assert.True(packet[..headerBytes].SequenceEqual(garbage.AsSpan(0, headerBytes)));
    });

    [Theory]
    [InlineData("86 0000")]
    [InlineData("47 0000")]
    [InlineData("97 0000 0000 00 00000000")]
    [InlineData("26 0000")]
    [InlineData("16 0000 0000 00 ffffffff")]
    [InlineData("8c 0000")]
    [InlineData("4d 0000")]
    [InlineData("01 0000")]
    [InlineData("0b 0000")]
    public void A_form_that_no_writer_makes_is_refused(string hex) =>
        Assert.False(PacketHeader.TryRead(Hex.Parse(hex), out _, out _));

    [Theory]
    [InlineData("0c 0000", (int)PacketKind.Payload)]
    [InlineData("0d 0000", (int)PacketKind.Disconnect)]
    [InlineData("0e 0000", (int)PacketKind.PathChallenge)]
    [InlineData("0f 0000", (int)PacketKind.PathResponse)]
    public void Six_more_than_a_kind_is_that_kind_under_an_odd_key(string hex, int kind)
    {
        Assert.True(PacketHeader.TryRead(Hex.Parse(hex), out PacketHeader header, out _));

        Assert.Equal(kind, (int)header.Kind);
        Assert.True(header.HasOddKey);
    }

    [Fact]
    public void Full_ack_bits_cost_no_bytes()
    {
        var header = new PacketHeader(
            PacketKind.Payload, new Sequence(1), true, new Sequence(2), 3, PacketHeader.AllAckBits);

        Assert.Equal(6, header.Write(new byte[PacketHeader.MaxBytes]));
    }
}
