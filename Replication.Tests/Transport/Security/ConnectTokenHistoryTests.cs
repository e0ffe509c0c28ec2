using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class ConnectTokenHistoryTests
{
    private static readonly LinkAddress Here = LinkAddress.FromIPv4(1, 1);
    private static readonly LinkAddress Elsewhere = LinkAddress.FromIPv4(1, 2);

    [Fact]
    public void A_pending_token_admits_its_address_alone()
    {
        var history = new ConnectTokenHistory(4);
        Assert.Equal(TokenStanding.Unseen, history.Find(1, Here, unixNow: 0));

        history.AddPending(1, Here, expireTimestamp: 30);

        Assert.Equal(TokenStanding.Pending, history.Find(1, Here, unixNow: 1));
        Assert.Equal(TokenStanding.Refused, history.Find(1, Elsewhere, unixNow: 1));
        Assert.Equal(TokenStanding.Unseen, history.Find(2, Elsewhere, unixNow: 1));
    }

    [Fact]
    public void A_consumed_token_admits_nobody()
    {
        var history = new ConnectTokenHistory(4);
        history.AddPending(1, Here, expireTimestamp: 30);

        history.Consume(1);

        Assert.Equal(TokenStanding.Refused, history.Find(1, Here, unixNow: 29));
        Assert.Equal(TokenStanding.Refused, history.Find(1, Elsewhere, unixNow: 29));
    }

    [Fact]
    public void A_full_history_refuses_until_a_token_expires()
    {
        var history = new ConnectTokenHistory(2);
        history.AddPending(1, Here, expireTimestamp: 30);
        history.AddPending(2, Here, expireTimestamp: 40);

        Assert.Equal(TokenStanding.HistoryFull, history.Find(3, Here, unixNow: 29));
        Assert.Equal(TokenStanding.Pending, history.Find(1, Here, unixNow: 29));
        Assert.Equal(TokenStanding.Unseen, history.Find(3, Here, unixNow: 30));
        Assert.Equal(1, history.Count);
        history.AddPending(3, Here, expireTimestamp: 60);
        Assert.Equal(TokenStanding.HistoryFull, history.Find(4, Here, unixNow: 31));
    }
}
