using System.Net;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class TransportAllocationTests
{
    private const int WarmUpExchanges = 5_000;
    private const int MeasuredExchanges = 2_000;

    [Fact]
    public void An_exchange_over_the_loopback_network_allocates_nothing()
    {
        var clock = new VirtualClock();
        var conditions = new NetworkConditions
        {
            LossRatio = 0.05,
            Latency = TimeSpan.FromMilliseconds(30),
            Jitter = TimeSpan.FromMilliseconds(10),
            ReorderRatio = 0.05,
            DuplicateRatio = 0.05,
        };
        var network = new LoopbackNetwork(clock, conditions, seed: 1);
        using var pair = new QuietPair(network.CreateLink(), network.CreateLink(), clock) { HasMessages = true };
        while (pair.Client.Session.State != SessionState.Connected)
        {
            pair.Exchange();
            clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        long allocatedBytes = Measure(() =>
        {
            pair.Exchange();
            clock.Advance(TimeSpan.FromMilliseconds(5));
        });

        Assert.Equal(0, allocatedBytes);
        Assert.True(pair.Client.Session.Statistics.PacketsDelivered > MeasuredExchanges);
        Assert.True(pair.Client.Session.Statistics.PacketsLost > 0);
        for (byte channel = 0; channel < ChannelOptions.Standard.Length; channel++)
            Assert.True(pair.Client.Session.GetChannelStatistics(channel).MessagesReceived > 20, $"channel {channel}");
        Assert.True(pair.Client.Session.Statistics.MessageBytesRetransmitted > 0);
    }

    [Theory]
    [MemberData(nameof(UdpLinkTests.Ways), MemberType = typeof(UdpLinkTests))]
    public void An_exchange_over_real_sockets_allocates_nothing(UdpReceiveMode mode, bool batches)
    {
        var local = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new UdpLinkOptions { ReceiveMode = mode, AllowBatches = batches };
        using var pair = new QuietPair(
            new UdpLink(local, TimeProvider.System, options),
            new UdpLink(local, TimeProvider.System, options),
            TimeProvider.System);
        UdpLinkTests.WaitUntil(() => pair.Client.Session.State == SessionState.Connected, pair.Exchange);

        long allocatedBytes = Measure(pair.Exchange);

        Assert.Equal(0, allocatedBytes);
        UdpLinkTests.WaitUntil(() => pair.Client.Session.Statistics.PacketsDelivered > 0, pair.Exchange);
    }

    private static long Measure(Action exchange)
    {
        for (int index = 0; index < WarmUpExchanges; index++)
            exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int index = 0; index < MeasuredExchanges; index++)
            exchange();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A server and a client that allocate nothing of their own.</summary>
    private sealed class QuietPair : ISessionAcceptor, ISessionHandler, IDisposable
    {
        private readonly TransportServer _server;
        private readonly byte[] _payload = new byte[200];
        private readonly byte[] _message = new byte[60_000];
        private int _exchanges;

        public QuietPair(ILink serverLink, ILink clientLink, TimeProvider time)
        {
            var options = new TransportOptions();
            _server = new TransportServer(serverLink, options, time, this);
            Client = new TransportClient(clientLink, serverLink.LocalAddress, options, time, this);
            Client.Connect();
        }

        public TransportClient Client { get; }

        /// <summary>
        /// Whether the channels are used too. How far their buffers grow depends on the pace of acks: only on a clock
        /// that stands still between exchanges is that done after the warm-up for sure.
        /// </summary>
        public bool HasMessages { get; init; }

        public void Exchange()
        {
            _server.Receive();
            foreach (Session session in _server.Sessions)
            {
                QueueMessages(session);
                session.TrySend(_payload, out _);
            }

            _exchanges++;
            _server.Flush();
            Client.Receive();
            QueueMessages(Client.Session);
            Client.Session.TrySend(_payload, out _);
            Client.Flush();
        }

        public ISessionHandler Connected(Session session) => this;

        public void Disconnected(Session session, DisconnectReason reason)
        {
        }

        public bool Receive(ReadOnlySpan<byte> payload, Sequence sequence, TimeSpan receivedAt) => true;

        public bool ReceiveMessage(byte channel, ReadOnlySpan<byte> message) => true;

        public void Delivered(Sequence sequence)
        {
        }

        public void Lost(Sequence sequence)
        {
        }

        private void QueueMessages(Session session)
        {
            if (!HasMessages)
                return;

            // Once all that a queue takes, so that the buffers have grown to their limits before anything is measured.
            for (byte channel = 0; channel < 4 && _exchanges == 100; channel++)
            {
                while (session.TrySend(channel, _message.AsSpan(0, 16_000)) == SendResult.Queued)
                {
                }
            }

            for (byte channel = 0; channel < 4; channel++)
                session.TrySend(channel, _message.AsSpan(0, _exchanges % 20 == channel ? 4_000 : 40));
            if (_exchanges % 100 == 0)
                session.TrySend(4, _message);
        }

        public void Dispose()
        {
            Client.Dispose();
            _server.Dispose();
        }
    }
}
