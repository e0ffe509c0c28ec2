using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class OpeningRateTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(200)]
    [InlineData(10_000)]
    public void A_seconds_worth_begins_at_once_and_no_more(int opensPerSecond)
    {
        var rate = new OpeningRate(opensPerSecond);

        Assert.Equal(opensPerSecond, Take(ref rate, Start, opensPerSecond));
        Assert.False(rate.MayTake(Start));
    }

    [Fact]
    public void An_instant_before_the_start_of_the_clock_is_as_good_as_any()
    {
        var rate = new OpeningRate(1);

        Assert.True(rate.MayTake(-Start));
    }

    [Fact]
    public void What_was_used_comes_back_one_by_one()
    {
        var rate = new OpeningRate(4);
        Take(ref rate, Start, 4);

        Assert.False(rate.MayTake(Start + TimeSpan.FromMilliseconds(249)));
        Assert.Equal(1, Take(ref rate, Start + TimeSpan.FromMilliseconds(250), 2));
        Assert.False(rate.MayTake(Start + TimeSpan.FromMilliseconds(499)));
        Assert.True(rate.MayTake(Start + TimeSpan.FromMilliseconds(500)));
    }

    [Fact]
    public void A_long_pause_saves_one_seconds_worth()
    {
        var rate = new OpeningRate(4);
        Take(ref rate, Start, 4);

        Assert.Equal(4, Take(ref rate, Start + TimeSpan.FromHours(1), 100));
    }

    [Fact]
    public void A_flood_that_is_refused_does_not_put_off_the_next_that_may_begin()
    {
        var rate = new OpeningRate(4);
        Take(ref rate, Start, 1_000);

        Assert.True(rate.MayTake(Start + TimeSpan.FromMilliseconds(250)));
    }

    private static int Take(ref OpeningRate rate, TimeSpan now, int tries)
    {
        int taken = 0;
        for (int index = 0; index < tries; index++)
        {
            if (!rate.MayTake(now))
                continue;
            rate.Take(now);
            taken++;
        }

        return taken;
    }
}
