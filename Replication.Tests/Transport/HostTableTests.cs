using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class HostTableTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private static readonly ConnectionOptions Options = new()
    {
        MaxConnectionsPerHost = 2, MaxOpensPerSecondPerHost = 4, MaxOpensPerSecond = 100,
    };

    [Fact]
    public void A_host_has_room_until_it_has_its_share_and_again_when_one_leaves()
    {
        var hosts = new HostTable(Options);
        LinkHost host = Host(1);

        hosts.Enter(host, Start);
        Assert.True(hosts.HasRoom(host));
        hosts.Enter(host, Start);
        Assert.False(hosts.HasRoom(host));
        Assert.True(hosts.HasRoom(Host(2)));
        hosts.Leave(host);

        Assert.True(hosts.HasRoom(host));
    }

    [Fact]
    public void A_host_that_left_has_still_used_up_its_rate()
    {
        var hosts = new HostTable(Options);
        for (int index = 0; index < 4; index++)
        {
            hosts.Enter(Host(1), Start);
            hosts.Leave(Host(1));
        }

        Assert.False(hosts.MayOpen(Host(1), Start));
        Assert.True(hosts.MayOpen(Host(2), Start));
        Assert.True(hosts.MayOpen(Host(1), Start + TimeSpan.FromMilliseconds(250)));
    }

    [Fact]
    public void It_keeps_no_more_than_the_rate_lets_in()
    {
        var hosts = new HostTable(Options);
        var rate = new OpeningRate(Options.MaxOpensPerSecond);
        TimeSpan now = Start;
        for (uint index = 0; index < 100_000; index++, now += TimeSpan.FromMilliseconds(0.1))
        {
            if (!rate.MayTake(now) || !hosts.MayOpen(Host(index), now))
                continue;
            rate.Take(now);
            hosts.Enter(Host(index), now);
            hosts.Leave(Host(index));
            Assert.InRange(hosts.Count, 1, 3 * Options.MaxOpensPerSecond);
        }
    }

    [Fact]
    public void A_host_with_a_connection_is_kept_however_long_it_has_been_there()
    {
        var hosts = new HostTable(Options);
        hosts.Enter(Host(1), Start);
        hosts.Enter(Host(1), Start);

        hosts.Enter(Host(2), Start + TimeSpan.FromDays(1));

        Assert.False(hosts.HasRoom(Host(1)));
    }

    [Theory]
    [InlineData("10.0.0.1:1", "10.0.0.1:2", true)]
    [InlineData("10.0.0.1:1", "10.0.0.2:1", false)]
    [InlineData("[2001:db8::1]:1", "[2001:db8::ffff:2]:2", true)]
    [InlineData("[2001:db8:0:1::1]:1", "[2001:db8:0:2::1]:1", false)]
    [InlineData("[fe80::1]:1", "[fe80::1]:2", true)]
    [InlineData("[fe80::1]:1", "[fe80::2]:1", false)]
    [InlineData("[::1]:1", "127.0.0.1:1", false)]
    public void A_host_is_an_address_or_a_network_of_64_bits(string one, string other, bool isSame)
    {
        Assert.True(LinkAddress.TryParse(one, out LinkAddress first));
        Assert.True(LinkAddress.TryParse(other, out LinkAddress second));

        Assert.Equal(isSame, LinkHost.Of(first) == LinkHost.Of(second));
    }

    private static LinkHost Host(uint number) => LinkHost.Of(LinkAddress.FromIPv4(number, 1));
}
