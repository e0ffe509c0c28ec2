using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class OutboxTests
{
    [Fact]
    public void What_waits_is_taken_in_one_piece_and_in_order()
    {
        var outbox = new Outbox(100);
        Assert.True(outbox.TryAdd([1]));
        Assert.True(outbox.TryAdd([2, 3]));

        Assert.True(outbox.TryTakeAll(out ReadOnlyMemory<byte> frames));

        Assert.Equal([1, 0, 1, 2, 0, 2, 3], frames.ToArray());
        Assert.True(outbox.IsEmpty);
        Assert.False(outbox.TryTakeAll(out _));
    }

    [Fact]
    public void What_is_being_written_is_not_overwritten()
    {
        var outbox = new Outbox(100);
        outbox.TryAdd([1]);
        outbox.TryTakeAll(out ReadOnlyMemory<byte> frames);

        outbox.TryAdd([2]);

        Assert.Equal([1, 0, 1], frames.ToArray());
        Assert.True(outbox.TryTakeAll(out frames));
        Assert.Equal([1, 0, 2], frames.ToArray());
    }

    [Fact]
    public void A_full_one_refuses_whole_datagrams_and_takes_smaller_ones()
    {
        var outbox = new Outbox(10);
        Assert.True(outbox.TryAdd([1, 2, 3, 4, 5]));

        Assert.False(outbox.TryAdd([6, 7]));
        Assert.True(outbox.TryAdd([8]));

        outbox.TryTakeAll(out ReadOnlyMemory<byte> frames);
        Assert.Equal([5, 0, 1, 2, 3, 4, 5, 1, 0, 8], frames.ToArray());
    }
}
