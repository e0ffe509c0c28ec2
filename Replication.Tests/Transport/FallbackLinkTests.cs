using System.Net;
using System.Net.Sockets;
using Replication.Tests.Transport.Conformance;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class FallbackLinkTests
{
    private static readonly ClientLinkOptions Options = new() { AttemptTimeout = TimeSpan.FromSeconds(2) };

    [Fact]
    public void UDP_is_taken_where_it_answers()
    {
        var clock = new ShiftedClock(speed: 0.1);
        var udp = new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), clock);
        var tcp = new TcpServerLink(new IPEndPoint(IPAddress.Loopback, 0), clock);
        using var world = new JoinedWorld(clock, new JoinedLink(udp, tcp));
        using var link = new FallbackLink(
            [EndPoint($"tcp://{tcp.LocalAddress}"), EndPoint($"udp://{udp.LocalAddress}")], clock, Options);

        TransportClient client = world.Connect(link);
        world.RunUntil(() => client.Session.State == SessionState.Connected);

        Assert.Equal([$"udp://{udp.LocalAddress}: connected"], link.Attempts.Select(static attempt => $"{attempt}"));
        Assert.Equal(LinkScheme.Udp, link.Chosen!.Scheme);
        Assert.Equal(0, tcp.ConnectionsOpened);
    }

    [Fact]
    public void Without_an_answer_over_UDP_the_session_comes_over_TCP_and_the_reason_is_told()
    {
        var clock = new ShiftedClock(speed: 0.1);
        using var silent = new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), clock);
        var udp = new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), clock);
        var tcp = new TcpServerLink(new IPEndPoint(IPAddress.Loopback, 0), clock);
        using var world = new JoinedWorld(clock, new JoinedLink(udp, tcp));
        using var link = new FallbackLink(
            [EndPoint($"udp://{silent.LocalAddress}"), EndPoint($"tcp://{tcp.LocalAddress}")], clock, Options);

        TransportClient client = world.Connect(link);
        world.RunUntil(() => link.Attempts.Length > 1, aheadEachStep: TimeSpan.FromMilliseconds(20));
        world.RunUntil(() => client.Session.State == SessionState.Connected);

        Assert.Equal(
            [$"udp://{silent.LocalAddress}: no answer in 2 s", $"tcp://{tcp.LocalAddress}: connected"],
            link.Attempts.Select(static attempt => $"{attempt}"));
        Assert.True(client.Session.TrySend([1, 2, 3], out _));
        world.RunUntil(() => world.Acceptor.Handlers.Values.Single().Payloads.Count == 1);
    }

    [Fact]
    public void A_refused_connection_is_not_waited_for()
    {
        LinkAddress closed = ClosedPort();
        using var host = new ConformanceWorld(LinkKind.WebSocket, clock: new ShiftedClock(speed: 0.1));
        using var link = new FallbackLink(
            [EndPoint($"ws://{host.Links.Server.LocalAddress}/replication"), EndPoint($"tcp://{closed}")],
            host.Clock, Options);
        var client = new TransportClient(
            link, link.ServerAddress, new TransportOptions { ProtocolId = 7, SchemaHash = 9 }, host.Clock,
            new RecordingHandler());

        client.Connect();
        host.RunUntil(() =>
        {
            client.Receive();
            client.Flush();
            return client.Session.State == SessionState.Connected;
        });

        Assert.Equal(LinkAttemptOutcome.Failed, link.Attempts[0].Outcome);
        Assert.StartsWith($"tcp://{closed}: Failed: ", link.Attempts[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(LinkScheme.Ws, link.Chosen!.Scheme);
        client.Dispose();
    }

    [Fact]
    public void Where_nothing_answers_every_reason_is_there()
    {
        var clock = new ShiftedClock(speed: 0.1);
        LinkAddress closed = ClosedPort();
        using var silent = new UdpLink(new IPEndPoint(IPAddress.Loopback, 0), clock);
        var link = new FallbackLink(
            [
                EndPoint($"ws://{closed}"), EndPoint($"tcp://{closed}"), EndPoint($"udp://{silent.LocalAddress}"),
            ],
            clock, Options);
        using var client = new TransportClient(
            link, link.ServerAddress, new TransportOptions(), clock, new RecordingHandler());

        client.Connect();
        Patience.Until(() => client.Session.State == SessionState.Disconnected, () =>
        {
            client.Receive();
            client.Flush();
            // A refused connection is heard of in its own time; silence is waited out.
            if (link.HasFailed || link.Attempts[^1].EndPoint.Scheme == LinkScheme.Udp)
                clock.Advance(TimeSpan.FromMilliseconds(20));
        });

        Assert.True(link.HasFailed);
        Assert.Null(link.Chosen);
        Assert.Equal(DisconnectReason.ConnectTimeout, client.Session.Reason);
        Assert.Equal(
            [LinkScheme.Udp, LinkScheme.Tcp, LinkScheme.Ws],
            link.Attempts.Select(static attempt => attempt.EndPoint.Scheme));
        Assert.Equal(
            [LinkAttemptOutcome.NoAnswer, LinkAttemptOutcome.Failed, LinkAttemptOutcome.Failed],
            link.Attempts.Select(static attempt => attempt.Outcome));
    }

    [Fact]
    public void A_link_that_the_system_does_not_have_is_a_reason_like_any_other()
    {
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1);
        ILink peer = network.CreateLink();
        using var link = new FallbackLink(
            [EndPoint("udp://10.0.0.1:7"), EndPoint($"tcp://{peer.LocalAddress}")], clock, Options,
            (endPoint, _) => endPoint.Scheme == LinkScheme.Udp
                ? throw new SocketException((int)SocketError.AddressFamilyNotSupported)
                : network.CreateLink());

        Assert.True(link.Send([1], link.ServerAddress));

        Assert.Equal(LinkAttemptOutcome.Failed, link.Attempts[0].Outcome);
        Assert.Equal(LinkAttemptOutcome.Trying, link.Attempts[1].Outcome);
        byte[] buffer = new byte[8];
        Assert.True(peer.TryReceive(buffer, out ReceivedDatagram question));
        Assert.True(peer.Send([2], question.From));
        Assert.True(link.TryReceive(buffer, out ReceivedDatagram answer));
        Assert.Equal(link.ServerAddress, answer.From);
        Assert.Equal(LinkAttemptOutcome.Answered, link.Attempts[1].Outcome);
    }

    [Fact]
    public void What_the_link_that_is_tried_lends_it_lends_and_a_lent_answer_decides()
    {
        var udp = new ScriptedLink();
        byte[] buffer = new byte[8];
        using var link = new FallbackLink(
            [EndPoint("udp://10.0.0.1:7")], new VirtualClock(), Options, (_, _) => udp);
        Assert.True(link.LendRoom(buffer) == buffer);
        Assert.True(link.Send([1], link.ServerAddress));
        byte[] answer = [2];
        udp.Bring(answer, LinkAddress.FromIPv4(0x0A000001, 7));

        Assert.True(link.LendRoom(buffer) == udp.Room.AsSpan(0, buffer.Length));
        Assert.True(link.TryReceive(buffer, out Span<byte> lent, out ReceivedDatagram received));

        Assert.True(lent == answer);
        Assert.Equal(link.ServerAddress, received.From);
        Assert.Equal(LinkAttemptOutcome.Answered, link.Attempts[0].Outcome);
    }

    [Fact]
    public void There_must_be_something_to_try() =>
        Assert.Throws<ArgumentException>(() => new FallbackLink([], TimeProvider.System));

    private static LinkEndPoint EndPoint(string text)
    {
        Assert.True(LinkEndPoint.TryParse(text, out LinkEndPoint? endPoint, out string? error), error);
        return endPoint;
    }

    private static LinkAddress ClosedPort()
    {
        using var listener = new TcpServerLink(new IPEndPoint(IPAddress.Loopback, 0), TimeProvider.System);
        return listener.LocalAddress;
    }

    /// <summary>A server on several links at once, and a client.</summary>
    private sealed class JoinedWorld(ShiftedClock clock, JoinedLink link) : IDisposable
    {
        private readonly List<TransportClient> _clients = [];
        private TransportServer? _server;

        public RecordingAcceptor Acceptor { get; } = new();

        public TransportClient Connect(FallbackLink fallback)
        {
            _server ??= new TransportServer(link, new TransportOptions(), clock, Acceptor);
            var client = new TransportClient(
                fallback, fallback.ServerAddress, new TransportOptions(), clock, new RecordingHandler());
            _clients.Add(client);
            client.Connect();
            return client;
        }

        public void RunUntil(Func<bool> condition, TimeSpan aheadEachStep = default) =>
            Patience.Until(condition, () =>
            {
                _server!.Receive();
                _clients.ForEach(static client => client.Receive());
                _server.Flush();
                _clients.ForEach(static client => client.Flush());
                clock.Advance(aheadEachStep);
            });

        public void Dispose()
        {
            _clients.ForEach(static client => client.Dispose());
            _server?.Dispose();
        }
    }
}
