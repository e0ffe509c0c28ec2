using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>What a peer can do over a WebSocket costs it the connection and no more.</summary>
public sealed class HostileWebSocketTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public async Task A_text_message_ends_the_connection(LinkKind kind)
    {
        using WebSocketAttack attack = await WebSocketAttack.OpenAsync(kind);
        await attack.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text);
        attack.AssertEnds(ConnectionEnd.BadFrame);
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public async Task An_empty_message_ends_the_connection(LinkKind kind)
    {
        using WebSocketAttack attack = await WebSocketAttack.OpenAsync(kind);
        await attack.SendAsync([]);
        attack.AssertEnds(ConnectionEnd.BadFrame);
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public async Task A_message_larger_than_allowed_ends_the_connection(LinkKind kind)
    {
        using WebSocketAttack attack = await WebSocketAttack.OpenAsync(kind);
        await attack.SendAsync(new byte[1_473]);
        attack.AssertEnds(ConnectionEnd.BadFrame);
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public async Task A_message_in_pieces_is_one_datagram(LinkKind kind)
    {
        using WebSocketAttack attack = await WebSocketAttack.OpenAsync(kind);
        for (int index = 0; index < 1_471; index++)
            await attack.SendAsync([7], isEnd: false);
        await attack.SendAsync([7]);

        ReceivedDatagram received = attack.Take();

        Assert.Equal(1_472, received.LengthBytes);
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public async Task A_peer_that_says_nothing_is_closed(LinkKind kind)
    {
        using WebSocketAttack attack = await WebSocketAttack.OpenAsync(kind);
        attack.World.Clock.Advance(TimeSpan.FromSeconds(6));
        attack.AssertEnds(ConnectionEnd.OpenTimedOut);
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public async Task A_message_that_trickles_in_is_not_waited_for(LinkKind kind)
    {
        using WebSocketAttack attack = await WebSocketAttack.OpenAsync(kind);
        await attack.SendAsync([1, 2, 3]);
        attack.Take();
        for (int index = 0; index < 5; index++)
        {
            await attack.SendAsync([7], isEnd: false);
            attack.World.Clock.Advance(TimeSpan.FromSeconds(1.5));
        }

        attack.AssertEnds(ConnectionEnd.FrameTimedOut, aheadEachStep: TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public async Task A_peer_that_is_gone_without_closing_ends(LinkKind kind)
    {
        using WebSocketAttack attack = await WebSocketAttack.OpenAsync(kind);
        attack.Socket.Abort();
        attack.AssertEnds(ConnectionEnd.PeerClosed);
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public async Task A_peer_that_does_not_read_makes_sends_fail_and_nothing_grow(LinkKind kind)
    {
        using WebSocketAttack attack = await WebSocketAttack.OpenAsync(kind);
        await attack.SendAsync([1, 2, 3]);
        LinkAddress peer = attack.Take().From;
        byte[] datagram = new byte[1_200];

        // 24 MB: more than the buffers of this process and of the system hold.
        int queued = 0;
        for (int index = 0; index < 20_000; index++)
            queued += attack.Link.Send(datagram, peer) ? 1 : 0;

        Assert.InRange(queued, 1, 10_000);
        Assert.Equal(20_000 - queued, attack.Link.Statistics.SendsRefused);
    }

    [Fact]
    public async Task Bytes_that_are_no_WebSocket_frames_end_the_connection()
    {
        using var world = new ConformanceWorld(LinkKind.WebSocket);
        var link = (ConnectionLink)world.Links.Server;
        using TcpClient client = await UpgradeByHandAsync(link.LocalAddress);
        world.RunUntil(() => link.ConnectionCount == 1);

        // Reserved bits, an unknown opcode, a length without a mask.
        await client.GetStream().WriteAsync(new byte[] { 0xFF, 0x7F, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, Ending);

        world.RunUntil(() => link.CountOf(ConnectionEnd.BadFrame) == 1 && link.ConnectionCount == 0);
    }

    [Fact]
    public async Task Random_bytes_after_the_upgrade_disturb_no_session()
    {
        using var world = new ConformanceWorld(LinkKind.WebSocket);
        (ConformanceWorld.Peer client, Session onServer) = world.AddConnectedClient();
        var link = (ConnectionLink)world.Links.Server;
        var random = new Random(1);
        for (int round = 0; round < 20; round++)
        {
            using TcpClient attacker = await UpgradeByHandAsync(link.LocalAddress);
            byte[] garbage = new byte[random.Next(1, 2_000)];
            random.NextBytes(garbage);
            await attacker.GetStream().WriteAsync(garbage, Ending);
            world.Step();
        }

        Assert.True(client.Session.TrySend([1, 2, 3], out _));
        world.RunUntil(() => world.HandlerOf(onServer).Payloads.Count == 1);
        world.RunUntil(() => link.ConnectionCount == 1, TimeSpan.FromMilliseconds(100), client, onServer);
        Assert.Equal(SessionState.Connected, client.Session.State);
    }

    [Fact]
    public async Task Another_path_is_not_found_and_a_plain_request_is_told_to_upgrade()
    {
        using var world = new ConformanceWorld(LinkKind.WebSocket);
        using var client = new HttpClient();
        string root = $"http://{world.Links.Server.LocalAddress}";

        using HttpResponseMessage elsewhere = await client.GetAsync(new Uri($"{root}/other"), Ending);
        using HttpResponseMessage plain = await client.GetAsync(new Uri($"{root}/replication"), Ending);

        Assert.Equal(404, (int)elsewhere.StatusCode);
        Assert.Equal(426, (int)plain.StatusCode);
    }

    [Fact]
    public async Task A_request_that_trickles_in_is_not_waited_for()
    {
        var options = new ConnectionOptions { OpenTimeout = TimeSpan.FromMilliseconds(500) };
        using var world = new ConformanceWorld(LinkKind.WebSocket, options: options);
        using var client = new TcpClient();
        await client.ConnectAsync(world.Links.Server.LocalAddress.ToEndPoint(), Ending);
        await client.GetStream().WriteAsync("GET /replication HTTP/1.1\r\nHost:"u8.ToArray(), Ending);

        // Kestrel keeps its own time, so this waits for the real half second.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        byte[] answer = new byte[1_000];
        int answerBytes = 0;
        while (await client.GetStream().ReadAsync(answer.AsMemory(answerBytes), patience.Token) is > 0 and var read)
            answerBytes += read;

        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, answerBytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_connections_is_let_in_up_to_the_limits()
    {
        var options = new ConnectionOptions { MaxConnections = 8, MaxConnectionsPerHost = 5 };
        using var world = new ConformanceWorld(LinkKind.WebSocket, options: options);
        var link = (ConnectionLink)world.Links.Server;
        var flood = new List<TcpClient>();
        for (int index = 0; index < 5; index++)
            flood.Add(await UpgradeByHandAsync(link.LocalAddress));
        world.RunUntil(() => link.ConnectionCount == 5);

        using var late = new Flood(link.LocalAddress, count: 3);
        world.RunUntil(() => link.CountOf(ConnectionEnd.HostFull) == 3);

        Assert.Equal(5, link.ConnectionCount);
        flood.ForEach(static client => client.Dispose());
        world.RunUntil(() => link.ConnectionCount == 0);
        world.AddConnectedClient();
    }

    [Theory]
    [InlineData(LinkKind.WebSocket)]
    [InlineData(LinkKind.SecureWebSocket)]
    public void A_flood_of_connections_is_let_in_at_the_rate_before_it_says_a_word(LinkKind kind)
    {
        var options = new ConnectionOptions { MaxOpensPerSecond = 5 };
        using var world = new ConformanceWorld(kind, options: options, clock: new ShiftedClock(speed: 0));
        var link = (ConnectionLink)world.Links.Server;
        using var flood = new Flood(link.LocalAddress, count: 20);

        world.RunUntil(() => link.CountOf(ConnectionEnd.TooFast) == 15);

        flood.Dispose();
        world.Clock.Advance(TimeSpan.FromMilliseconds(200));
        world.AddConnectedClient();
    }

    [Fact]
    public async Task A_host_that_did_not_ask_before_is_held_to_the_rate_all_the_same()
    {
        using var link = new WebSocketServerLink(
            new ShiftedClock(speed: 0), isEncrypted: false, new ConnectionOptions { MaxOpensPerSecond = 1 });
        Assert.True(LinkAddress.TryParse("127.0.0.1:9", out LinkAddress first));
        Assert.True(LinkAddress.TryParse("127.0.0.1:10", out LinkAddress second));
        var settings = new WebSocketCreationOptions { IsServer = true };

        await link.CarryAsync(WebSocket.CreateFromStream(new MemoryStream(), settings), first);
        await link.CarryAsync(WebSocket.CreateFromStream(new MemoryStream(), settings), second);

        Assert.Equal(1, link.CountOf(ConnectionEnd.TooFast));
        Assert.Equal(1, link.ConnectionsOpened);
    }

    private static async Task<TcpClient> UpgradeByHandAsync(LinkAddress server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.ToEndPoint(), Ending);
        string request = $"GET /replication HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Ending);
        byte[] answer = new byte[12];
        await client.GetStream().ReadExactlyAsync(answer, Ending);
        Assert.Equal("HTTP/1.1 101", Encoding.ASCII.GetString(answer));
        return client;
    }
}
