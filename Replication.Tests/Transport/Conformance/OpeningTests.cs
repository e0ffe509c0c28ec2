using System.Net.Sockets;
using System.Text;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>Who connects and does not become a peer is one of few, for a while, and costs the others nothing.</summary>
public sealed class OpeningTests
{
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void Those_that_say_nothing_fill_their_share_harm_no_session_and_are_closed_in_time(LinkKind kind)
    {
        // A minute, so that Kestrel's own time, which is the real one, plays no part.
        var options = new ConnectionOptions { MaxOpening = 3, OpenTimeout = OpenTimeout };
        using var world = new ConformanceWorld(kind, options: options, clock: new ShiftedClock(speed: 0));
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();
        var link = (ConnectionLink)world.Links.Server;

        using var flood = new Flood(link.LocalAddress, count: 10);
        world.RunUntil(() => link.CountOf(ConnectionEnd.OpeningFull) == 7);
        Assert.Equal(4, link.ConnectionCount);

        LetPass(OpenTimeout - TimeSpan.FromSeconds(1), world, client, onServer);
        Assert.Equal(0, link.CountOf(ConnectionEnd.OpenTimedOut));
        Assert.Equal(4, link.ConnectionCount);

        LetPass(TimeSpan.FromSeconds(2), world, client, onServer);
        world.RunUntil(() => link.CountOf(ConnectionEnd.OpenTimedOut) == 3 && link.ConnectionCount == 1);
        Assert.Equal(SessionState.Connected, client.Session.State);
        world.AddConnectedClient();
        Assert.Equal(7, link.CountOf(ConnectionEnd.OpeningFull));
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void Whoever_has_brought_a_datagram_is_not_opening_any_more(LinkKind kind)
    {
        var options = new ConnectionOptions { MaxOpening = 1 };
        using var world = new ConformanceWorld(kind, options: options);

        for (int index = 0; index < 4; index++)
            world.AddConnectedClient();

        Assert.Equal(0, ((ConnectionLink)world.Links.Server).CountOf(ConnectionEnd.OpeningFull));
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void Those_that_leave_make_room(LinkKind kind)
    {
        var options = new ConnectionOptions { MaxOpening = 2 };
        using var world = new ConformanceWorld(kind, options: options, clock: new ShiftedClock(speed: 0));
        var link = (ConnectionLink)world.Links.Server;
        using (new Flood(link.LocalAddress, count: 3))
            world.RunUntil(() => link.CountOf(ConnectionEnd.OpeningFull) == 1);

        world.RunUntil(() => link.ConnectionCount == 0);

        world.AddConnectedClient();
    }

    [Theory]
    [MemberData(nameof(EveryLink.Connected), MemberType = typeof(EveryLink))]
    public void A_flood_from_one_host_does_not_keep_out_another(LinkKind kind)
    {
        var options = new ConnectionOptions { MaxOpensPerSecond = 6, MaxOpensPerSecondPerHost = 5 };
        using var world = new ConformanceWorld(kind, options: options, clock: new ShiftedClock(speed: 0));
        var link = (ConnectionLink)world.Links.Server;
        using var flood = new Flood(link.LocalAddress, count: 20, host: "127.0.0.2");
        world.RunUntil(() => link.CountOf(ConnectionEnd.HostTooFast) == 15);

        world.AddConnectedClient();

        Assert.Equal(0, link.CountOf(ConnectionEnd.TooFast));
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public void A_host_has_no_more_than_its_share_before_it_upgrades_either(LinkKind kind)
    {
        var options = new ConnectionOptions { MaxConnectionsPerHost = 2 };
        using var world = new ConformanceWorld(kind, options: options, clock: new ShiftedClock(speed: 0));
        var link = (ConnectionLink)world.Links.Server;

        using var flood = new Flood(link.LocalAddress, count: 5);

        world.RunUntil(() => link.CountOf(ConnectionEnd.HostFull) == 3);
        Assert.Equal(2, link.ConnectionCount);
    }

    [Fact]
    public async Task A_client_that_asks_for_something_else_is_answered_and_closed()
    {
        using var world = new ConformanceWorld(LinkKind.WebSocket, clock: new ShiftedClock(speed: 0));
        var link = (ConnectionLink)world.Links.Server;
        using var client = new TcpClient();
        CancellationToken ending = TestContext.Current.CancellationToken;
        await client.ConnectAsync(link.LocalAddress.ToEndPoint(), ending);
        await client.GetStream().WriteAsync("GET /other HTTP/1.1\r\nHost: here\r\n\r\n"u8.ToArray(), ending);

        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        string answer = await reader.ReadToEndAsync(ending);

        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        world.RunUntil(() => link.CountOf(ConnectionEnd.NotUpgraded) == 1 && link.ConnectionCount == 0);
    }

    // The client stays in session meanwhile, and what it sends arrives.
    private static void LetPass(TimeSpan time, ConformanceWorld world, ConformanceWorld.Peer client, Session onServer)
    {
        TimeSpan end = world.Clock.Now() + time;
        world.RunUntil(() => world.Clock.Now() >= end, TimeSpan.FromSeconds(1), client, onServer);
    }
}
