using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Messages;

public sealed class MessageSenderTests
{
    private readonly MessageSender _sender = new(ReplicationMessages.Table);

    [Fact]
    public void A_message_goes_on_its_own_channel_and_reads_back()
    {
        var sink = new RecordingSink();
        var chat = new SampleChat("hello", 3, [1, 2]) { Note = "a note", Tags = ["x", null] };
        Assert.True(_sender.TrySend(in chat, sink));
        (byte channel, Reliability reliability, byte[] bytes) = Assert.Single(sink.Sent);
        Assert.Equal((1, Reliability.ReliableOrdered), (channel, reliability));
        Assert.True(MessageFrame.TryRead(ReplicationMessages.Table, bytes, out SampleChat read));
        Assert.Equal(chat, read);
        Assert.False(MessageFrame.TryRead(ReplicationMessages.Table, bytes, out SampleMove _));
        Assert.False(MessageFrame.TryRead(ReplicationMessages.Table, bytes.AsSpan(0, bytes.Length - 1), out read));
    }

    [Fact]
    public void Several_peers_get_the_same_bytes_and_those_that_took_them_are_counted()
    {
        RecordingSink[] sinks = [new(), new() { IsFull = true }, new()];
        var move = new SampleMove(2, 0, null);
        Assert.Equal(2, _sender.Send(in move, sinks));
        Assert.Equal(sinks[0].Sent[0].Message, sinks[2].Sent[0].Message);
        Assert.Equal(1, _sender.ClampedNumbers);
        Assert.False(_sender.TrySend(in move, sinks[1]));
    }

    [Fact]
    public void A_buffer_too_small_for_a_frame_takes_none()
    {
        var move = new SampleMove(1, 0, null);
        Assert.Equal(0, MessageFrame.Write(ReplicationMessages.Table, in move, new byte[2], out _));
    }

    private sealed class RecordingSink : IMessageSink
    {
        public List<(byte Channel, Reliability Reliability, byte[] Message)> Sent { get; } = [];

        public bool IsFull { get; init; }

        public bool TrySend(byte channel, Reliability reliability, ReadOnlySpan<byte> message)
        {
            if (!IsFull) Sent.Add((channel, reliability, message.ToArray()));
            return !IsFull;
        }
    }
}
