using CsCheck;
using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Messages;

/// <summary>What holds for every message's codec. Each message has a class that runs all of it.</summary>
public abstract class MessageProperties<T>
    where T : IMessage<T>
{
    private const int Iterations = 500;

    // Far more than any sample takes that is as long as this on the wire.
    private const int MaxBytesPerWireByte = 400;

    private protected abstract Gen<T> Messages { get; }

    [Fact]
    public void What_was_read_is_written_as_the_same_bits() => Messages.Sample(
        message =>
        {
            byte[] bytes = MessageBits<T>.Write(message, out int bits, out _);
            Assert.True(bits <= MessageBits<T>.Schema.MaxBits);
            Assert.True(MessageBits<T>.TryRead(bytes, out T read));
            Assert.Equal(bytes, MessageBits<T>.Write(read, out _, out int clamped));
            Assert.Equal(0, clamped);
        },
        iter: Iterations);

    [Fact]
    public void Json_reads_back_as_the_same_message() => Messages.Sample(
        message =>
        {
            // What was read has its numbers on their ranges.
            Assert.True(MessageBits<T>.TryRead(MessageBits<T>.Write(message), out T read));
            string json = MessageBits<T>.ToJson(read);
            Assert.True(MessageBits<T>.TryFromJson(json, out T back, out string? error), $"{error} {json}");
            Assert.Equal(json, MessageBits<T>.ToJson(back));
            Assert.Equal(MessageBits<T>.Write(read), MessageBits<T>.Write(back));
        },
        iter: Iterations);

    [Fact]
    public void A_message_cut_short_is_refused() => Gen.Select(Messages, Gen.Double[0, 1]).Sample(
        (message, share) =>
        {
            byte[] bytes = MessageBits<T>.Write(message, out int bits, out _);
            if (bytes.Length == 0) return;
            int kept = (int)(share * bytes.Length * 0.999);

            // All bits of the last byte but those that fill it are the message's.
            Assert.True(kept * 8 < bits);
            Assert.False(MessageBits<T>.TryRead(bytes[..kept], out _));
        },
        iter: Iterations);

    [Fact]
    public void Any_bytes_are_read_or_refused_and_allocate_within_bounds() => Gen.Byte.Array[0, 300].Sample(
        bytes =>
        {
            var reader = new BitReader(bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            T.Read(ref reader, out T message);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(allocated, 0, 2048 + (bytes.Length * MaxBytesPerWireByte));
            if (reader.Failed) return;

            // Rotations that no quantiser gives may be written otherwise.
            byte[] written = MessageBits<T>.Write(message, out _, out int clamped);
            Assert.Equal(0, clamped);
            Assert.True(MessageBits<T>.TryRead(written, out _));
        },
        iter: Iterations, threads: 1);

    [Fact]
    public void The_schema_says_how_much_a_message_takes()
    {
        MessageSchema schema = MessageBits<T>.Schema;
        Assert.Equal(typeof(T).FullName!.Replace('+', '.'), schema.Name);
        Assert.Equal(schema.MaxBits, schema.Fields.Sum(field => field.MaxBits));
    }
}

public sealed class ShotProperties : MessageProperties<SampleShot>
{
    private protected override Gen<SampleShot> Messages => MessageGens.Shot;
}

public sealed class ScalarsProperties : MessageProperties<SampleScalars>
{
    private protected override Gen<SampleScalars> Messages => MessageGens.Scalars;
}

public sealed class ChatProperties : MessageProperties<SampleChat>
{
    private protected override Gen<SampleChat> Messages => MessageGens.Chat;

    [Fact]
    public void A_record_comes_back_equal() => Messages.Sample(chat =>
    {
        Assert.True(MessageBits<SampleChat>.TryRead(MessageBits<SampleChat>.Write(chat), out SampleChat read));
        Assert.Equal(chat, read);
    });
}

public sealed class RouteProperties : MessageProperties<SampleRoute>
{
    private protected override Gen<SampleRoute> Messages => MessageGens.Route;
}

public sealed class MixedProperties : MessageProperties<SampleMixed>
{
    private protected override Gen<SampleMixed> Messages => MessageGens.Mixed;
}

public sealed class MoveProperties : MessageProperties<SampleMove>
{
    private protected override Gen<SampleMove> Messages => MessageGens.Move;
}

public sealed class PingProperties : MessageProperties<SamplePing>
{
    private protected override Gen<SamplePing> Messages => MessageGens.Ping;
}

public sealed class NamesProperties : MessageProperties<SampleMessageNames>
{
    private protected override Gen<SampleMessageNames> Messages => MessageGens.Names;
}
