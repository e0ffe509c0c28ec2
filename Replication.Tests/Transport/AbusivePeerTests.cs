using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>What a connected peer can do to the sending side with acks, or without.</summary>
public sealed class AbusivePeerTests
{
    [Fact]
    public void A_peer_that_never_acks_is_sent_little_and_held_no_more_for_than_the_limits()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        var forger = new PeerForger(world, peer);
        peer.Link.Swallows = _ => true;
        byte[] message = new byte[1_000];
        void Run(TimeSpan duration)
        {
            for (TimeSpan end = world.Clock.Now() + duration; world.Clock.Now() < end; world.Step())
            {
                forger.Send(PacketKind.Payload, []);
                while (session.TrySend(0, message) == SendResult.Queued)
                {
                }

                if (session.AvailableBytes >= message.Length)
                    session.TrySend(message, out _);
            }
        }

        Run(TimeSpan.FromSeconds(20));
        long sentBefore = session.Statistics.BytesSent;
        Run(TimeSpan.FromSeconds(10));

        SessionStatistics statistics = session.Statistics;
        ChannelStatistics channel = session.GetChannelStatistics(0);
        Assert.Equal(SessionState.Connected, session.State);
        Assert.Equal(new CongestionOptions().MinBytesPerSecond, statistics.BytesPerSecond);
        Assert.InRange(statistics.BytesSent - sentBefore, 1, 100_000);
        Assert.InRange(statistics.PacketsInFlight, 0, SentPackets.Capacity);
        Assert.InRange(channel.InFlightBytes, 0, ChannelOptions.Standard[0].WindowBytes);
        Assert.InRange(channel.QueuedBytes, 0, ChannelOptions.Standard[0].QueueBytes);
    }

    [Fact]
    public void A_peer_that_acks_the_unsent_gains_no_rate()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        var forger = new PeerForger(world, peer);
        long rateBefore = session.Statistics.BytesPerSecond;
        long rejectedBefore = session.Statistics.PacketsRejected;

        for (ushort index = 0; index < 200; index++)
        {
            var ack = new Sequence((ushort)(2_000 + index));
            var number = new Sequence((ushort)(600 + index));
            forger.Send(new PacketHeader(PacketKind.Payload, number, true, ack, 0, uint.MaxValue), [1]);
            world.Step();
        }

        Assert.Equal(200, session.Statistics.PacketsRejected - rejectedBefore);
        Assert.InRange(session.Statistics.BytesPerSecond, 1, rateBefore);
        Assert.Equal(SessionState.Connected, session.State);
    }
}
