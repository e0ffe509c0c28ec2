using System.Net;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>The proxy over real sockets, each wait bounded, and its limits under a virtual clock.</summary>
public sealed class NetworkProxyTests
{
    private static readonly IPEndPoint AnyLocalPort = new(IPAddress.Loopback, 0);

    [Fact]
    public void Sessions_over_real_sockets_pass_through_it_each_from_its_own_port()
    {
        var acceptor = new RecordingAcceptor();
        TimeProvider time = TimeProvider.System;
        using var server = new TransportServer(new UdpLink(AnyLocalPort, time), Options(), time, acceptor);
        var conditions = new NetworkProxyOptions { ToServer = Bad, ToClients = Bad, Seed = 3 };
        using NetworkProxy proxy = Between(server, conditions);
        RecordingHandler[] handlers = [new(), new()];
        TransportClient[] clients =
        [
            .. handlers.Select(handler => new TransportClient(
                new UdpLink(AnyLocalPort, time), proxy.LocalAddress, Options(), time, handler)),
        ];
        foreach (TransportClient client in clients) client.Connect();
        void Step()
        {
            proxy.Pump();
            server.Receive();
            server.Flush();
            foreach (TransportClient client in clients)
            {
                client.Receive();
                client.Flush();
            }
        }

        Patience.Until(() => clients.All(client => client.Session.State == SessionState.Connected), Step);
        for (byte number = 0; number < 50; number++)
        {
            foreach (TransportClient client in clients)
                Assert.Equal(SendResult.Queued, client.Session.TrySend(0, [number]));
        }

        Patience.Until(() => acceptor.Handlers.Values.All(handler => handler.Messages.Count == 50), Step);
        Patience.Until(() => clients.All(client => client.Session.Statistics.PacketsDelivered > 0), Step);

        Assert.Equal(2, acceptor.Connections.Select(session => session.Remote).Distinct().Count());
        Assert.All(acceptor.Handlers.Values, handler => Assert.Equal(
            Enumerable.Range(0, 50).Select(number => (byte)number),
            handler.Messages.Select(message => message.Message[0])));
        Assert.All(clients, client => Assert.True(
            client.Session.Statistics.MinRoundTripTime >= TimeSpan.FromMilliseconds(20)));
        Assert.Equal(2, proxy.Statistics.Clients);
        Assert.True(proxy.Statistics.BytesToServer > 0 && proxy.Statistics.BytesToClients > 0);
        foreach (TransportClient client in clients) client.Dispose();
    }

    [Fact]
    public void A_client_too_many_is_refused_and_a_silent_one_forgotten()
    {
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1);
        using ILink server = network.CreateLink();
        var options = new NetworkProxyOptions { MaxClients = 1, IdleTime = TimeSpan.FromSeconds(5) };
        using var proxy = new NetworkProxy(
            network.CreateLink(), server.LocalAddress, network.CreateLink, options, clock);
        using ILink first = network.CreateLink();
        using ILink second = network.CreateLink();
        byte[] buffer = new byte[8];

        first.Send([1], proxy.LocalAddress);
        second.Send([2], proxy.LocalAddress);
        proxy.Pump();
        Assert.True(server.TryReceive(buffer, out _));
        Assert.Equal(1, buffer[0]);
        Assert.False(server.TryReceive(buffer, out _));
        Assert.Equal(1, proxy.Statistics.RefusedClients);

        clock.Advance(TimeSpan.FromSeconds(6));
        proxy.Pump();
        Assert.Equal(0, proxy.Statistics.Clients);
        second.Send([3], proxy.LocalAddress);
        proxy.Pump();
        Assert.True(server.TryReceive(buffer, out _));
        Assert.Equal(3, buffer[0]);
    }

    [Fact]
    public void A_stranger_does_not_reach_a_client_through_it()
    {
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1);
        using ILink server = network.CreateLink();
        using var proxy = new NetworkProxy(
            network.CreateLink(), server.LocalAddress, network.CreateLink, new NetworkProxyOptions(), clock);
        using ILink client = network.CreateLink();
        using ILink stranger = network.CreateLink();
        byte[] buffer = new byte[8];
        client.Send([1], proxy.LocalAddress);
        proxy.Pump();
        Assert.True(server.TryReceive(buffer, out ReceivedDatagram received));

        stranger.Send([2], received.From);
        server.Send([3], received.From);
        proxy.Pump();

        Assert.True(client.TryReceive(buffer, out received));
        Assert.Equal((3, proxy.LocalAddress), (buffer[0], received.From));
        Assert.False(client.TryReceive(buffer, out _));
        Assert.Equal(1, proxy.Statistics.UnknownSenders);
    }

    [Fact]
    public void A_simulated_link_may_be_bad_both_ways()
    {
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1);
        using ILink far = network.CreateLink();
        var slow = new NetworkConditions { Latency = TimeSpan.FromMilliseconds(30) };
        using var link = new SimulatedLink(network.CreateLink(), NetworkConditions.Perfect, slow, seed: 1, clock);
        byte[] buffer = new byte[8];

        Assert.True(link.Send([1], far.LocalAddress));
        Assert.False(far.TryReceive(buffer, out _));
        clock.Advance(TimeSpan.FromMilliseconds(30));
        Assert.False(link.TryReceive(buffer, out _));

        Assert.True(far.TryReceive(buffer, out ReceivedDatagram received));
        Assert.Equal(link.LocalAddress, received.From);
        Assert.Equal(1, link.OutgoingStatistics.Delivered);
        Assert.Equal(0, link.Statistics.Offered);
    }

    private static NetworkConditions Bad => new()
    {
        LossRatio = 0.1, Latency = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(5),
    };

    private static TransportOptions Options() => new() { ProtocolId = 7 };

    private static NetworkProxy Between(TransportServer server, NetworkProxyOptions options) => new(
        new UdpLink(AnyLocalPort, TimeProvider.System), server.LocalAddress,
        () => new UdpLink(AnyLocalPort, TimeProvider.System), options, TimeProvider.System);
}
