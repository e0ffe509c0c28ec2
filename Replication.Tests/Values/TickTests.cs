using Replication.Runtime;
using Xunit;

namespace Replication.Tests.Values;

public class TickTests
{
    [Fact]
    public void A_tick_prints_as_its_number() => Assert.Equal("42", $"{new Tick(42)}");

    [Fact]
    public void A_tick_after_the_wrap_is_newer() => Assert.True(new Tick(1).IsNewerThan(new Tick(uint.MaxValue)));
}
