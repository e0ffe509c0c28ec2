using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class NetcodeHeaderTests
{
    [Theory]
    [InlineData(0UL, "1500")]
    [InlineData(0xFFUL, "15ff")]
    [InlineData(0x100UL, "250001")]
    [InlineData(1_000UL, "25e803")]
    [InlineData(1UL << 63, "850000000000000080")]
    [InlineData(ulong.MaxValue, "85ffffffffffffffff")]
    public void A_sequence_number_is_written_without_its_high_zero_bytes(ulong sequence, string expected)
    {
        var header = NetcodeHeader.For(NetcodePacketKind.Payload, sequence);
        byte[] packet = new byte[header.LengthBytes];
        header.Write(packet);

        Assert.Equal(expected, Hex.Print(packet));
    }

    [Fact]
    public void What_was_written_reads_back() => Gen.Select(Gen.ULong, Gen.Int[1, 63], Gen.Int[1, 1_200]).Sample(
        static (number, shift, bodyBytes) =>
        {
            var header = NetcodeHeader.For(NetcodePacketKind.Payload, number >> shift);
            byte[] packet = new byte[header.LengthBytes + bodyBytes + IAead.TagBytes];
            header.Write(packet);

            Assert.Equal(NetcodeRefusal.None, NetcodeHeader.Read(packet, out NetcodeHeader read));
            Assert.Equal(header, read);
        });

    [Theory]
    [InlineData("", 0, (int)NetcodeRefusal.WrongLength)]
    [InlineData("15", 16, (int)NetcodeRefusal.WrongLength)]
    [InlineData("1700", 17, (int)NetcodeRefusal.UnexpectedKind)]
    [InlineData("1f00", 17, (int)NetcodeRefusal.UnexpectedKind)]
    [InlineData("1000", 17, (int)NetcodeRefusal.UnexpectedKind)]
    [InlineData("05", 30, (int)NetcodeRefusal.BadSequence)]
    [InlineData("95", 30, (int)NetcodeRefusal.BadSequence)]
    [InlineData("8500", 17, (int)NetcodeRefusal.WrongLength)]
    [InlineData("1500", 16, (int)NetcodeRefusal.WrongLength)]
    [InlineData("1500", 1_217, (int)NetcodeRefusal.WrongLength)]
    [InlineData("1400", 25, (int)NetcodeRefusal.WrongLength)]
    [InlineData("1600", 17, (int)NetcodeRefusal.WrongLength)]
    [InlineData("1200", 323, (int)NetcodeRefusal.WrongLength)]
    [InlineData("1300", 325, (int)NetcodeRefusal.WrongLength)]
    [InlineData("1500", 17, (int)NetcodeRefusal.None)]
    [InlineData("1500", 1_216, (int)NetcodeRefusal.None)]
    [InlineData("1400", 24, (int)NetcodeRefusal.None)]
    [InlineData("1100", 16, (int)NetcodeRefusal.None)]
    [InlineData("1200", 324, (int)NetcodeRefusal.None)]
    public void What_is_wrong_without_a_key_is_said(string beginning, int moreBytes, int refusal)
    {
        byte[] packet = [.. Hex.Parse(beginning), .. new byte[moreBytes]];

        Assert.Equal((NetcodeRefusal)refusal, NetcodeHeader.Read(packet, out _));
    }

    [Theory]
    [InlineData((int)NetcodePacketKind.Denied, 16, (int)NetcodeRefusal.None)]
    [InlineData((int)NetcodePacketKind.Challenge, 324, (int)NetcodeRefusal.None)]
    [InlineData((int)NetcodePacketKind.Response, 324, (int)NetcodeRefusal.BadSequence)]
    [InlineData((int)NetcodePacketKind.KeepAlive, 24, (int)NetcodeRefusal.BadSequence)]
    [InlineData((int)NetcodePacketKind.Payload, 40, (int)NetcodeRefusal.BadSequence)]
    [InlineData((int)NetcodePacketKind.Disconnect, 16, (int)NetcodeRefusal.BadSequence)]
    public void Only_packets_before_a_slot_have_numbers_from_2_to_the_63_on(int kind, int moreBytes, int refusal)
    {
        var header = NetcodeHeader.For((NetcodePacketKind)kind, NonceCounter.GlobalStart);
        byte[] packet = new byte[header.LengthBytes + moreBytes];
        header.Write(packet);

        Assert.Equal((NetcodeRefusal)refusal, NetcodeHeader.Read(packet, out _));
    }

    [Fact]
    public void Garbage_gives_an_answer_and_no_exception() => Gen.Byte.Array[0, 1_400].Sample(
        static garbage => Assert.True(Enum.IsDefined(NetcodeHeader.Read(garbage, out _))));
}
