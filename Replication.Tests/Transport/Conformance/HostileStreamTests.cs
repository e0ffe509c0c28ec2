using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Conformance;

/// <summary>What a peer can do over a stream, plain and inside TLS, costs it the connection and no more.</summary>
public sealed class HostileStreamTests
{
    private static readonly byte[] WholeFrame = [3, 0, 1, 2, 3];

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void An_empty_frame_ends_the_connection(LinkKind kind) =>
        AssertEnds(kind, ConnectionEnd.BadFrame, [.. WholeFrame, 0, 0]);

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_frame_larger_than_allowed_ends_the_connection(LinkKind kind) =>
        AssertEnds(kind, ConnectionEnd.BadFrame, [0xC1, 0x05]);

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void An_HTTP_request_ends_the_connection(LinkKind kind) =>
        AssertEnds(kind, ConnectionEnd.BadFrame, "GET / HTTP/1.1\r\n\r\n"u8.ToArray());

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_stream_that_ends_within_a_frame_is_truncated(LinkKind kind)
    {
        using var attack = new StreamAttack(kind);
        attack.Stream.Write([.. WholeFrame, 9, 0, 1]);

        attack.CloseStream();

        attack.AssertEnds(ConnectionEnd.Truncated);
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_peer_that_says_nothing_is_closed(LinkKind kind)
    {
        using var attack = new StreamAttack(kind);

        attack.World.Clock.Advance(TimeSpan.FromSeconds(6));

        attack.AssertEnds(ConnectionEnd.OpenTimedOut);
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_first_frame_that_trickles_in_is_not_waited_for(LinkKind kind)
    {
        using var attack = new StreamAttack(kind);
        attack.Stream.Write([200]);
        for (int index = 0; index < 4; index++)
        {
            attack.Stream.Write([1]);
            attack.World.Clock.Advance(TimeSpan.FromSeconds(1));
            attack.World.Step();
        }

        Assert.Equal(0, attack.Link.CountOf(ConnectionEnd.OpenTimedOut));
        attack.World.Clock.Advance(TimeSpan.FromSeconds(1.5));

        attack.AssertEnds(ConnectionEnd.OpenTimedOut);
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_later_frame_that_trickles_in_is_not_waited_for(LinkKind kind)
    {
        using var attack = new StreamAttack(kind);
        attack.Stream.Write([.. WholeFrame, 200, 0, 1]);
        attack.World.RunUntil(() => attack.Link.Statistics.DatagramsReceived > 0);
        for (int index = 0; index < 4; index++)
        {
            attack.Stream.Write([1]);
            attack.World.Clock.Advance(TimeSpan.FromSeconds(1));
            attack.World.Step();
        }

        attack.World.Clock.Advance(TimeSpan.FromSeconds(1.5));

        attack.AssertEnds(ConnectionEnd.FrameTimedOut);
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_peer_that_falls_silent_is_closed(LinkKind kind)
    {
        using var attack = new StreamAttack(kind);
        attack.Stream.Write(WholeFrame);
        attack.World.RunUntil(() => attack.Link.Statistics.DatagramsReceived > 0);

        attack.World.Clock.Advance(TimeSpan.FromSeconds(16));

        attack.AssertEnds(ConnectionEnd.Idle);
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_peer_that_does_not_read_makes_sends_fail_and_nothing_grow(LinkKind kind)
    {
        using var attack = new StreamAttack(kind);
        attack.Stream.Write(WholeFrame);
        byte[] buffer = new byte[2_000];
        ReceivedDatagram received = default;
        attack.World.IsServerAlive = false;
        attack.World.RunUntil(() => attack.Link.TryReceive(buffer, out received));
        byte[] datagram = new byte[1_200];

        // 24 MB: more than the buffers of this process and of the system hold.
        int queued = 0;
        for (int index = 0; index < 20_000; index++)
            queued += attack.Link.Send(datagram, received.From) ? 1 : 0;

        Assert.InRange(queued, 1, 10_000);
        Assert.Equal(20_000 - queued, attack.Link.Statistics.SendsRefused);
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void Random_bytes_end_their_connections_and_disturb_no_session(LinkKind kind)
    {
        using var attack = new StreamAttack(kind);
        (ConformanceWorld.Peer client, Session onServer) = attack.World.AddConnectedClient();
        var random = new Random(1);
        for (int round = 0; round < 40; round++)
        {
            byte[] garbage = new byte[random.Next(1, 3_000)];
            random.NextBytes(garbage);
            using Stream stream = attack.Open();
            StreamAttack.TryWrite(stream, garbage);
            attack.World.Step();
        }

        Assert.True(client.Session.TrySend([1, 2, 3], out _));
        attack.World.RunUntil(() => attack.World.HandlerOf(onServer).Payloads.Count == 1);

        attack.World.RunUntil(
            () => attack.Link.ConnectionCount == 1, TimeSpan.FromMilliseconds(100), client, onServer);
        Assert.Equal(SessionState.Connected, client.Session.State);
        Assert.True(attack.Link.CountOf(ConnectionEnd.BadFrame) > 0);
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_peer_that_floods_leaves_room_for_the_others(LinkKind kind)
    {
        using var attack = new StreamAttack(kind);
        attack.World.IsServerAlive = false;
        for (int index = 0; index < 5_000; index++)
            attack.Stream.Write(WholeFrame);
        attack.World.RunUntil(() => attack.Link.Statistics.DroppedFull == 5_000 - 256);
        (ILink other, LinkAddress server) = attack.World.Links.OpenClient();
        Assert.True(other.Send([9], server));
        attack.World.RunUntil(() => attack.Link.Statistics.DatagramsReceived == 257);

        byte[] buffer = new byte[8];
        for (int index = 0; index <= 256; index++)
            Assert.True(attack.Link.TryReceive(buffer, out _));

        Assert.Equal(9, buffer[0]);
        other.Dispose();
    }

    [Fact]
    public void A_client_that_speaks_no_TLS_is_closed()
    {
        using var attack = new StreamAttack(LinkKind.Tls, opens: false);
        attack.Plain.Write("no client hello at all"u8);

        attack.AssertEnds(ConnectionEnd.TlsFailed);
    }

    [Fact]
    public void A_TLS_handshake_that_stands_still_is_not_waited_for()
    {
        using var attack = new StreamAttack(LinkKind.Tls, opens: false);
        attack.Plain.Write([22, 3, 1, 2, 0]);

        attack.World.Clock.Advance(TimeSpan.FromSeconds(6));

        attack.AssertEnds(ConnectionEnd.OpenTimedOut);
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_flood_of_connections_is_let_in_up_to_the_limits(LinkKind kind)
    {
        var options = new ConnectionOptions { MaxConnections = 8, MaxConnectionsPerHost = 5 };
        using var attack = new StreamAttack(kind, opens: false, options);
        using var flood = new Flood(attack.Link.LocalAddress, count: 20);

        attack.World.RunUntil(() => attack.Link.CountOf(ConnectionEnd.HostFull) == 16);

        Assert.Equal(5, attack.Link.ConnectionCount);
        flood.Dispose();
        attack.World.RunUntil(() => attack.Link.ConnectionCount <= 1);
        attack.Plain.Dispose();
        attack.World.AddConnectedClient();
    }

    [Theory]
    [InlineData(LinkKind.Tcp)]
    [InlineData(LinkKind.Tls)]
    public void A_flood_of_connections_is_let_in_at_the_rate(LinkKind kind)
    {
        var options = new ConnectionOptions { MaxOpensPerSecond = 5 };
        using var attack = new StreamAttack(kind, opens: false, options, speed: 0);
        using var flood = new Flood(attack.Link.LocalAddress, count: 20);

        attack.World.RunUntil(() => attack.Link.CountOf(ConnectionEnd.TooFast) == 16);

        Assert.Equal(5, attack.Link.ConnectionCount);
        flood.Dispose();
        attack.Plain.Dispose();
        attack.World.RunUntil(() => attack.Link.ConnectionCount == 0);
        attack.World.Clock.Advance(TimeSpan.FromMilliseconds(200));
        attack.World.AddConnectedClient();
    }

    [Fact]
    public void A_host_that_has_its_share_uses_up_nothing_of_the_rate()
    {
        var options = new ConnectionOptions { MaxOpensPerSecond = 2, MaxConnectionsPerHost = 1 };
        using var attack = new StreamAttack(LinkKind.Tcp, opens: false, options, speed: 0);
        using var flood = new Flood(attack.Link.LocalAddress, count: 10);

        attack.World.RunUntil(() => attack.Link.CountOf(ConnectionEnd.HostFull) == 10);

        attack.Plain.Dispose();
        attack.World.RunUntil(() => attack.Link.ConnectionCount == 0);
        attack.World.AddConnectedClient();
    }

    private static void AssertEnds(LinkKind kind, ConnectionEnd end, byte[] bytes)
    {
        using var attack = new StreamAttack(kind);
        attack.Stream.Write(bytes);
        attack.AssertEnds(end);
    }
}
