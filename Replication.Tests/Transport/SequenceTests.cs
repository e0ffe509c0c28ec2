using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class SequenceTests
{
    [Fact]
    public void The_one_after_the_largest_is_zero_and_newer()
    {
        var largest = new Sequence(ushort.MaxValue);

        Assert.Equal(new Sequence(0), largest.Next);
        Assert.True(largest.Next.IsNewerThan(largest));
        Assert.False(largest.IsNewerThan(largest.Next));
        Assert.Equal(1, largest.Next.DistanceFrom(largest));
    }

    [Fact]
    public void Equal_sequences_are_not_newer_than_each_other() =>
        Assert.False(new Sequence(5).IsNewerThan(new Sequence(5)));

    [Fact]
    public void Distance_is_what_was_added_anywhere_on_the_circle() =>
        Gen.Select(Gen.UShort, Gen.Int[-32_767, 32_767]).Sample((start, steps) =>
        {
            var from = new Sequence(start);
            var to = new Sequence((ushort)(start + steps));
            return to.DistanceFrom(from) == steps && to.IsNewerThan(from) == steps > 0;
        });
}
