using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class LaneTests
{
    [Fact]
    public void A_packet_is_filled_from_the_first_lane_on()
    {
        var table = new ChannelTable([new() { Priority = 5 }, new() { Priority = 1 }], 200, new BytePages());
        table.TrySend(0, new byte[100]);
        table.TrySend(1, new byte[120]);
        byte[] room = new byte[200];

        table.Write(room, new Sequence(0), datagramsOnly: false);

        Assert.Equal(1, room[0]);
    }

    [Fact]
    public void A_lane_behind_a_full_one_still_gets_about_a_ninth()
    {
        var table = new ChannelTable(
            [new() { QueueBytes = 4 << 20, WindowBytes = 4 << 20 }, new() { Priority = 7 }],
            1_000,
            new BytePages());
        byte[] room = new byte[1_000];
        for (int packet = 0; packet < 900; packet++)
        {
            while (table.TrySend(0, new byte[500]) == SendResult.Queued)
            {
            }

            while (table.TrySend(1, new byte[500]) == SendResult.Queued)
            {
            }

            Assert.True(table.Write(room, new Sequence((ushort)packet), datagramsOnly: false) > 900);
            table.Delivered(new Sequence((ushort)packet));
        }

        double first = table.StatisticsOf(0).BytesSent;
        double second = table.StatisticsOf(1).BytesSent;
        Assert.InRange(second / (first + second), 0.08, 0.14);
    }

    [Fact]
    public void Bulk_does_not_hold_back_what_is_sent_later_in_a_better_lane()
    {
        using var world = new TransportWorld(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(20) });
        TransportWorld.Peer peer = world.AddConnectedClient();
        RecordingHandler handler = world.HandlerOf(world.Acceptor.Connections[0]);
        Assert.Equal(SendResult.Queued, peer.Session.TrySend(4, NumberedMessages.Create(1, 1 << 20)));
        world.Run(TransportWorld.Tick * 4);

        peer.Session.TrySend(0, [42]);
        world.Run(TimeSpan.FromMilliseconds(35));

        Assert.Equal([42], Assert.Single(handler.Messages).Message);
        world.RunUntil(() => handler.Messages.Count == 2);
    }
}
