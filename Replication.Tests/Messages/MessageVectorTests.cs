using Replication.Runtime;
using Replication.Tests.Architecture;
using Replication.Tests.Generators;
using Xunit;

namespace Replication.Tests.Messages;

/// <summary>The messages that PROTOCOL.md prints, byte for byte.</summary>
public sealed class MessageVectorTests
{
    private static readonly MessageTable Table =
        new(MessageCodec.Of<SampleChat>(), MessageCodec.Of<SampleMove>());

    [Fact]
    public void A_struct_and_a_record_are_as_documented()
    {
        AssertDocumented(new SampleMove(0.5f, SampleSwitch.On, new(1.25f, -2)));
        AssertDocumented(new SampleChat("hé", 7, [1, 2]) { Tags = ["a", null] });
    }

    private static void AssertDocumented<T>(T message)
        where T : IMessage<T>
    {
        byte[] buffer = new byte[Table.MaxFrameBytes];
        int bytes = MessageFrame.Write(Table, in message, buffer, out _);
        string hex = Convert.ToHexStringLower(buffer.AsSpan(0, bytes));
        string protocol = File.ReadAllText(Path.Combine(Repository.Root, "PROTOCOL.md"));
        Assert.True(protocol.Contains($"`{hex}`", StringComparison.Ordinal), $"PROTOCOL.md lacks {hex}");
    }
}
