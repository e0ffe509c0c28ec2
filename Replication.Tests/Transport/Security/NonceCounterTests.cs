using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class NonceCounterTests
{
    [Fact]
    public void Packets_before_the_slot_never_share_a_number_with_those_after()
    {
        var session = NonceCounter.ForSession();
        var global = NonceCounter.ForGlobalPackets();

        Assert.True(session.TryTake(out ulong first));
        Assert.True(global.TryTake(out ulong firstGlobal));
        Assert.Equal(0ul, first);
        Assert.Equal(1ul << 63, firstGlobal);
        Assert.Equal(NonceCounter.GlobalStart, firstGlobal);
    }

    [Fact]
    public void A_range_that_is_used_up_gives_nothing_more()
    {
        var numbers = new NonceCounter(ulong.MaxValue - 2, ulong.MaxValue);

        Assert.True(numbers.TryTake(out _));
        Assert.True(numbers.TryTake(out ulong last));
        Assert.Equal(ulong.MaxValue - 1, last);
        Assert.True(numbers.IsUsedUp);
        Assert.False(numbers.TryTake(out _));
        Assert.False(numbers.TryTake(out _));
    }
}
