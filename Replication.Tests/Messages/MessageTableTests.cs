using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Messages;

public sealed class MessageTableTests
{
    private static readonly MessageCodec[] Some =
    [
        MessageCodec.Of<SampleMove>(), MessageCodec.Of<SampleChat>(), MessageCodec.Of<SamplePing>(),
        MessageCodec.Of<SampleRoute>(),
    ];

    [Fact]
    public void Ids_follow_the_order_of_names_within_each_kind()
    {
        var table = new MessageTable(Some);
        Assert.Equal(0x1000, table.IdOf<SampleChat>());
        Assert.Equal(0x1001, table.IdOf<SampleMove>());
        Assert.Equal(0x0200, table.IdOf<SamplePing>());
        Assert.Equal(0x0300, table.IdOf<SampleRoute>());
        Assert.Equal(0x1001, table.IdOf(typeof(SampleMove).FullName!));
        Assert.Equal(typeof(SamplePing), table.Find(0x0200)!.MessageType);
        Assert.Null(table.Find(0x1002));
        Assert.Null(table.Find(0));
        Assert.Equal(0, table.IdOf("Nothing"));
    }

    [Fact]
    public void The_order_of_codecs_does_not_matter()
    {
        var forwards = new MessageTable(Some);
        var backwards = new MessageTable([.. Some.Reverse()]);
        Assert.Equal(forwards.Hash, backwards.Hash);
        Assert.Equal(forwards.IdOf<SampleMove>(), backwards.IdOf<SampleMove>());
        Assert.NotEqual(forwards.Hash, new MessageTable(Some.AsSpan(1)).Hash);
    }

    [Fact]
    public void A_merged_table_is_the_table_of_all()
    {
        var merged = MessageTable.Merge(new MessageTable(Some.AsSpan(0, 1)), new MessageTable(Some.AsSpan(1)));
        Assert.Equal(new MessageTable(Some).Hash, merged.Hash);
        Assert.Throws<ArgumentException>(() => MessageTable.Merge(merged, merged));
    }

    [Fact]
    public void The_generated_table_has_every_message()
    {
        Assert.Equal(9, ReplicationMessages.Table.Count);
        Assert.Equal(ReplicationMessages.Table.Codecs.ToArray().Max(codec => codec.Schema.MaxFrameBytes),
            ReplicationMessages.Table.MaxFrameBytes);
    }

    [Fact]
    public void A_message_that_is_not_in_the_table_is_the_callers_mistake()
    {
        var table = new MessageTable(Some);
        Assert.Throws<ArgumentException>(() => table.IdOf<SampleShot>());
        Assert.Throws<ArgumentException>(() => new MessageTable().IdOf<SampleShot>());
        Assert.Throws<ArgumentException>(() => table.IdOf<OddMessage<TakesTheIdOfRoute>>());
    }

    [Fact]
    public void Ids_that_are_taken_or_of_another_kind_are_refused()
    {
        Assert.Throws<ArgumentException>(
            () => new MessageTable([.. Some, MessageCodec.Of<OddMessage<TakesTheIdOfRoute>>()]));
        Assert.Throws<ArgumentException>(() => new MessageTable(MessageCodec.Of<OddMessage<HasAnIdOfUsers>>()));
        Assert.Equal(0x0001, new MessageTable(MessageCodec.Of<OddMessage<IsOfTheSystem>>())
            .IdOf<OddMessage<IsOfTheSystem>>());
    }

    [Fact]
    public void A_message_larger_than_its_channel_carries_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new MessageTable(MessageCodec.Of<OddMessage<IsLarge>>()));
        Assert.Equal(1024, new MessageTable(MessageCodec.Of<OddMessage<JustFits>>()).MaxFrameBytes);
    }
}
