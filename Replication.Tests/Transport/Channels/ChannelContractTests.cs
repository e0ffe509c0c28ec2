using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class ChannelContractTests
{
    private const byte Ordered = 0;
    private const byte Unordered = 1;
    private const byte Unreliable = 2;
    private const byte Sequenced = 3;
    private const byte Bulk = 4;

    public static TheoryData<double, int, double, double, Protection, bool> Networks => new()
    {
        { 0.00, 0, 0.0, 0.0, Protection.Open, false },
        { 0.05, 10, 0.0, 0.0, Protection.Open, false },
        { 0.20, 30, 0.1, 0.1, Protection.Open, false },
        { 0.50, 60, 0.3, 0.3, Protection.Open, false },
        { 0.20, 30, 0.1, 0.1, Protection.Sealed, false },
        { 0.20, 30, 0.1, 0.1, Protection.Netcode, false },
        { 0.00, 0, 0.0, 0.0, Protection.Open, true },
        { 0.05, 10, 0.0, 0.0, Protection.Open, true },
        { 0.20, 30, 0.1, 0.1, Protection.Open, true },
        { 0.20, 30, 0.1, 0.1, Protection.Sealed, true },
        { 0.20, 30, 0.1, 0.1, Protection.Netcode, true },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_channel_keeps_its_promise(
        double loss, int jitterMilliseconds, double reorder, double duplicate, Protection protection, bool isPaced)
    {
        for (ulong seed = 1; seed <= 12; seed++)
        {
            // The promises do not hang on how fast packets go; where half is lost for good, a paced session is so slow
            // that waiting for all of it would be long.
            Func<TransportOptions, TransportOptions>? pace = isPaced ? null : Unpaced;
            using var world = new TransportWorld(seed: seed, change: pace, protection: protection);
            TransportWorld.Peer peer = world.AddConnectedClient(pace);
            Session session = world.Acceptor.Connections[0];
            world.Network.Conditions = new NetworkConditions
            {
                LossRatio = loss,
                Latency = TimeSpan.FromMilliseconds(25),
                Jitter = TimeSpan.FromMilliseconds(jitterMilliseconds),
                ReorderRatio = reorder,
                DuplicateRatio = duplicate,
            };

            List<int>[] up = Queued();
            List<int>[] down = Queued();
            var random = new Random((int)seed);
            for (int number = 0; number < 300; number++)
            {
                Send(peer.Session, number, random, up);
                Send(session, number, random, down);
                if (number % 3 == 0)
                    peer.Session.TrySend([1, 2, 3], out _);
                world.Step();
            }

            RecordingHandler atServer = world.HandlerOf(session);
            world.RunUntil(() => IsComplete(atServer, up) && IsComplete(peer.Handler, down));
            world.Run(TimeSpan.FromMilliseconds(500));
            Check(seed, up, atServer, loss == 0);
            Check(seed, down, peer.Handler, loss == 0);
            Assert.Equal(SessionState.Connected, session.State);
            Assert.Equal(SessionState.Connected, peer.Session.State);
        }
    }

    [Fact]
    public void Messages_ride_with_the_payload_of_the_same_tick()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        Session session = world.Acceptor.Connections[0];
        long before = peer.Session.Statistics.PacketsSent;

        Assert.Equal(SendResult.Queued, peer.Session.TrySend(Ordered, [1, 2]));
        Assert.Equal(SendResult.Queued, peer.Session.TrySend(Sequenced, []));
        Assert.True(peer.Session.TrySend([7, 8, 9], out _));
        world.Step();

        RecordingHandler handler = world.HandlerOf(session);
        Assert.Equal([7, 8, 9], Assert.Single(handler.Payloads));
        Assert.Equal([Ordered, Sequenced], handler.Messages.Select(message => message.Channel));
        Assert.Equal([1, 2], handler.Messages[0].Message);
        Assert.Empty(handler.Messages[1].Message);
        Assert.Equal(before + 1, peer.Session.Statistics.PacketsSent);
    }

    [Fact]
    public void A_packet_without_messages_is_no_byte_longer_for_having_channels()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();

        peer.Session.TrySend([1, 2, 3], out _);

        Assert.True(PacketHeader.TryRead(peer.Link.Last(PacketKind.Payload), out PacketHeader header, out int bytes));
        Assert.False(header.HasMessages || header.HasRanges);
        Assert.Equal(bytes + 3 + ChecksumSeal.Bytes, peer.Link.Last(PacketKind.Payload).Length);
    }

    [Fact]
    public void A_rejected_payload_costs_no_reliable_message()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        RecordingHandler handler = world.HandlerOf(world.Acceptor.Connections[0]);
        handler.Accepts = payload => payload[0] != 2;
        for (int number = 0; number < 20; number++)
        {
            peer.Session.TrySend(Ordered, NumberedMessages.Create(number, 20));
            peer.Session.TrySend(Unordered, NumberedMessages.Create(number, 20));
            peer.Session.TrySend([(byte)(number % 3)], out _);
            world.Step();
        }

        world.Run(TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Range(0, 20), NumbersOf(handler, Ordered));
        Assert.Equal(Enumerable.Range(0, 20), NumbersOf(handler, Unordered).Order());
        Assert.True(peer.Session.Statistics.MessageBytesRetransmitted > 0);
    }

    [Fact]
    public void What_TrySend_answers_says_why()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddClient();
        Assert.Equal(SendResult.NotConnected, peer.Session.TrySend(Ordered, [1]));
        world.RunUntil(() => peer.Session.State == SessionState.Connected);

        Assert.Equal(SendResult.UnknownChannel, peer.Session.TrySend(5, [1]));
        Assert.Equal(SendResult.TooLarge, peer.Session.TrySend(Ordered, new byte[65_537]));
        Assert.Equal(SendResult.TooLarge, peer.Session.TrySend(Unreliable, new byte[16_385]));
        Assert.Equal(SendResult.TooLarge, peer.Session.TrySend(Bulk, new byte[(1 << 20) + 1]));
        for (int count = 0; count < 3; count++)
            Assert.Equal(SendResult.Queued, peer.Session.TrySend(Ordered, new byte[65_536]));
        Assert.Equal(SendResult.ChannelFull, peer.Session.TrySend(Ordered, new byte[65_536]));
        Assert.Equal(1, peer.Session.GetChannelStatistics(Ordered).MessagesRefusedFull);
        peer.Session.Disconnect();
        Assert.Equal(SendResult.NotConnected, peer.Session.TrySend(Ordered, [1]));
    }

    private static TransportOptions Unpaced(TransportOptions options) =>
        options with { Congestion = CongestionOptions.Off };

    private static List<int>[] Queued() => [[], [], [], [], []];

    private static void Send(Session session, int number, Random random, List<int>[] queued)
    {
        for (byte channel = Ordered; channel <= Sequenced; channel++)
        {
            int length = random.Next(20) == 0 ? random.Next(1_000, 12_000) : random.Next(4, 120);
            if (session.TrySend(channel, NumberedMessages.Create(number, length)) == SendResult.Queued)
                queued[channel].Add(number);
        }

        if (number % 50 == 0
            && session.TrySend(Bulk, NumberedMessages.Create(number, random.Next(100_000))) == SendResult.Queued)
        {
            queued[Bulk].Add(number);
        }
    }

    private static bool IsComplete(RecordingHandler handler, List<int>[] queued) =>
        ((byte[])[Ordered, Unordered, Bulk]).All(channel =>
            handler.Messages.Count(message => message.Channel == channel) >= queued[channel].Count);

    private static void Check(ulong seed, List<int>[] queued, RecordingHandler handler, bool isLossless)
    {
        string context = $"seed {seed}";
        Assert.True(queued[Ordered].Count > 200, context);
        Assert.True(queued[Ordered].SequenceEqual(NumbersOf(handler, Ordered)), context);
        Assert.True(queued[Bulk].SequenceEqual(NumbersOf(handler, Bulk)), context);
        Assert.True(queued[Unordered].SequenceEqual(NumbersOf(handler, Unordered).Order()), context);

        int[] unreliable = NumbersOf(handler, Unreliable);
        Assert.True(unreliable.Distinct().Count() == unreliable.Length, context);
        Assert.Subset(queued[Unreliable].ToHashSet(), unreliable.ToHashSet());
        int[] sequenced = NumbersOf(handler, Sequenced);
        Assert.True(sequenced.Order().Distinct().SequenceEqual(sequenced), context);
        Assert.Subset(queued[Sequenced].ToHashSet(), sequenced.ToHashSet());
        Assert.True(unreliable.Length > 0 && sequenced.Length > 0, context);
        if (!isLossless)
            return;
        Assert.True(queued[Unreliable].SequenceEqual(unreliable.Order()), context);
        Assert.True(queued[Sequenced].SequenceEqual(sequenced), context);
    }

    private static int[] NumbersOf(RecordingHandler handler, byte channel) =>
    [
        .. handler.Messages.Where(message => message.Channel == channel)
            .Select(message => NumberedMessages.NumberOf(message.Message)),
    ];
}
