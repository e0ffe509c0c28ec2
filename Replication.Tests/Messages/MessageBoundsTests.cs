using Replication.Runtime;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Messages;

/// <summary>What is beyond a declared maximum throws when it is written and is refused when it is read.</summary>
public sealed class MessageBoundsTests
{
    [Fact]
    public void A_string_too_long_is_not_written()
    {
        var error = Assert.Throws<ArgumentException>(() => MessageBits<SampleChat>.Write(Chat(new string('€', 14))));
        Assert.Equal(
            "SampleChat.Text has 42 bytes of UTF-8 and may have 40; shorten it, or raise its [MaxBytes].",
            error.Message);
    }

    [Fact]
    public void A_list_too_long_is_not_written()
    {
        var error = Assert.Throws<ArgumentException>(
            () => MessageBits<SampleChat>.Write(new("", 0, [1, 2, 3, 4, 5, 6])));
        Assert.Equal(
            "SampleChat.Receivers has 6 elements and may have 5; send fewer, or raise its [MaxCount].", error.Message);
    }

    [Fact]
    public void Null_is_not_written_where_the_type_does_not_allow_it()
    {
        const string Remedy = " is null, which its type does not allow; give it a value, or declare it with a '?'.";
        var text = Assert.Throws<ArgumentException>(() => MessageBits<SampleChat>.Write(new(null!, 0, [])));
        var list = Assert.Throws<ArgumentException>(() => MessageBits<SampleChat>.Write(new("", 0, null!)));
        var record = Assert.Throws<ArgumentException>(() => MessageBits<SampleRoute>.Write(new() { First = null! }));
        Assert.Equal("SampleChat.Text" + Remedy, text.Message);
        Assert.Equal("SampleChat.Receivers" + Remedy, list.Message);
        Assert.Equal("SampleRoute.First" + Remedy, record.Message);
        Assert.Throws<ArgumentException>(() => MessageBits<SampleChat>.ToJson(new(null!, 0, [])));
    }

    [Fact]
    public void A_string_longer_than_declared_is_refused()
    {
        // 41 is the first count that 6 bits hold and 40 bytes forbid.
        Assert.False(ReadChat((ref BitWriter writer) =>
        {
            writer.Write(41, 6);
            for (int i = 0; i < 41; i++) writer.Write('a', 8);
        }));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        Assert.False(ReadChat(static (ref BitWriter writer) =>
        {
            writer.Write(2, 6);
            writer.Write(0x28C3, 16);
        }));
        Assert.True(ReadChat(static (ref BitWriter writer) =>
        {
            writer.Write(2, 6);
            writer.Write(0xA9C3, 16);
        }));
    }

    [Fact]
    public void A_list_longer_than_declared_is_refused() => Assert.False(ReadChat(static (ref BitWriter writer) =>
    {
        writer.Write(0, 6);
        writer.Write(0, 32);
        writer.Write(6, 3);
    }));

    [Fact]
    public void A_number_beyond_its_range_is_refused()
    {
        byte[] bytes = MessageBits<SampleMove>.Write(new(1, default, null));

        // Turn has 201 steps in 8 bits.
        bytes[0] = 201;
        Assert.False(MessageBits<SampleMove>.TryRead(bytes, out _));
    }

    [Fact]
    public void A_count_that_the_rest_of_the_bits_cannot_fill_allocates_nothing()
    {
        MessageBits<SampleRoute>.TryFromJson("{}", out SampleRoute empty, out _);
        byte[] bytes = MessageBits<SampleRoute>.Write(empty);
        bytes[0] = (byte)((bytes[0] & ~7) | 4);
        Array.Resize(ref bytes, 4);
        MessageBits<SampleRoute>.TryRead(bytes, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(MessageBits<SampleRoute>.TryRead(bytes, out _));

        // The message itself, its empty lists and a leg of it; four points would be 80 bytes more.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256);
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character()
    {
        Assert.True(MessageBits<SampleChat>.TryRead(MessageBits<SampleChat>.Write(Chat("a\ud800b")), out var read));
        Assert.Equal("a\ufffdb", read.Text);
    }

    [Fact]
    public void Numbers_outside_their_range_are_clamped_and_counted()
    {
        var move = new SampleMove(7, (SampleSwitch)9, new(float.NaN, 1));
        byte[] bytes = MessageBits<SampleMove>.Write(move, out _, out int clamped);
        Assert.Equal(3, clamped);
        Assert.True(MessageBits<SampleMove>.TryRead(bytes, out SampleMove read));
        Assert.Equal(new SampleMove(1, SampleSwitch.On, new(0, 1)), read);
    }

    private static SampleChat Chat(string text) => new(text, 0, []);

    private delegate void Begin(ref BitWriter writer);

    // Zeros after what was begun: an empty rest.
    private static bool ReadChat(Begin begin)
    {
        byte[] bytes = new byte[200];
        var writer = new BitWriter(bytes);
        begin(ref writer);
        return MessageBits<SampleChat>.TryRead(bytes, out _);
    }
}
