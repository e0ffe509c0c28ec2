using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Snapshots;

public class DeltaWorthTests
{
    private const int FullBits = 120;

    [Fact]
    public void A_delta_is_tried_as_long_as_nothing_is_known()
    {
        var worth = new DeltaWorth();
        for (ushort versions = 1; versions < 1_000; versions++) Assert.True(worth.Pays(versions, turn: 1));
    }

    [Fact]
    public void Where_deltas_outgrow_the_state_only_few_try()
    {
        var worth = new DeltaWorth();
        Send(worth, versions: 40, deltaBits: null, ticks: 1);

        Assert.Equal(10, Enumerable.Range(0, 160).Count(turn => worth.Pays(40, (uint)turn)));
    }

    [Fact]
    public void What_pays_between_few_versions_is_no_matter_of_what_pays_between_many()
    {
        var worth = new DeltaWorth();
        Send(worth, versions: 40, deltaBits: null, ticks: 1);
        Send(worth, versions: 3, deltaBits: 30, ticks: 1);

        Assert.True(worth.Pays(3, turn: 1));
        Assert.False(worth.Pays(40, turn: 1));
        Assert.False(worth.Pays(60, turn: 1));
        Assert.True(worth.Pays(64, turn: 1));
    }

    [Fact]
    public void A_delta_that_saves_too_little_to_name_its_baseline_does_not_pay()
    {
        var worth = new DeltaWorth();
        Send(worth, versions: 1, deltaBits: FullBits - 12, ticks: 1);
        Assert.False(worth.Pays(1, turn: 1));
    }

    [Fact]
    public void It_pays_again_soon_after_the_few_that_try_say_so()
    {
        var worth = new DeltaWorth();
        Send(worth, versions: 40, deltaBits: null, ticks: 100_000);
        Send(worth, versions: 40, deltaBits: 30, ticks: 100);

        Assert.True(worth.Pays(40, turn: 1));
    }

    [Fact]
    public void A_number_of_versions_that_wrapped_is_within_the_table()
    {
        var worth = new DeltaWorth();
        Send(worth, ushort.MaxValue, deltaBits: null, ticks: 1);
        Assert.False(worth.Pays(ushort.MaxValue, turn: 1));
        Assert.True(worth.Pays(0, turn: 1));
    }

    private static void Send(DeltaWorth worth, ushort versions, int? deltaBits, int ticks)
    {
        for (int tick = 0; tick < ticks; tick++)
        {
            for (int i = 0; i < 10; i++) worth.Note(versions, FullBits, deltaBits);
            worth.Update();
        }
    }
}
