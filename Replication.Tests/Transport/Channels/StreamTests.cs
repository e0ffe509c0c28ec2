using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

/// <summary>Sender and receiver of one reliable channel, over packets whose fate a generator chooses.</summary>
public sealed class StreamTests
{
    private const int PacketBytes = 64;

    // The fate of a packet, the size of a message that is queued before it, and the room that it has.
    private static readonly Gen<(Fate Fate, int MessageBytes, int Room)[]> Runs =
        Gen.Select(Gen.Int[0, 5].Select(fate => (Fate)fate), Gen.Int[-40, 160], Gen.Int[24, PacketBytes])
            .Array[1, 150];

    private enum Fate
    {
        Delivered,
        Lost,
        Late,
        DeliveredLate,
        TakenForLost,
        AckedAfterLoss,
    }

    [Theory]
    [InlineData(ChannelMode.ReliableOrdered)]
    [InlineData(ChannelMode.ReliableUnordered)]
    public void Whatever_becomes_of_the_packets_each_message_comes_exactly_once(ChannelMode mode) =>
        Runs.Sample(steps =>
        {
            var run = new StreamRun(mode);
            foreach ((Fate fate, int messageBytes, int room) in steps)
            {
                if (messageBytes >= 0)
                    run.Queue(messageBytes);
                run.SendPacket(fate, room);
            }

            run.Finish();
        });

    [Fact]
    public void The_window_bounds_what_is_under_way()
    {
        var options = new ChannelOptions { MaxMessageBytes = 100, WindowBytes = 300, QueueBytes = 10_000 };
        var sender = new StreamSender(0, options, PacketBytes, new BytePages());
        var segments = new SentSegments();
        while (sender.TrySend(new byte[50]) == SendResult.Queued)
        {
        }

        byte[] room = new byte[PacketBytes];
        ushort packet = 0;
        for (bool more = true; more; packet++)
        {
            segments.Begin(new Sequence(packet));
            more = sender.Write(room, new Sequence(packet), segments) > 0;
        }

        Assert.Equal(300, sender.InFlightBytes);
        Assert.InRange(sender.QueuedBytes, 9_900, 10_000);
    }

    [Fact]
    public void Offsets_go_on_over_the_wrap_of_their_24_bits()
    {
        var options = new ChannelOptions { Mode = ChannelMode.ReliableUnordered };
        var table = new ChannelTable([options], 1_200, new BytePages());
        byte[] room = new byte[1_200];
        byte[] message = new byte[60_000];
        int received = 0;
        ushort packet = 0;
        for (int count = 0; count < 300; count++)
        {
            Assert.Equal(SendResult.Queued, table.TrySend(0, message));
            while (table.IsDue)
            {
                int bytes = table.Write(room, new Sequence(packet), datagramsOnly: false);
                Assert.Equal(ChannelViolation.None, table.Receive(room.AsSpan(0, bytes), Count, out _));
                table.Delivered(new Sequence(packet++));
            }
        }

        Assert.Equal(300, received);
        bool Count(byte channel, ReadOnlySpan<byte> bytes) => bytes.Length == 60_000 && ++received > 0;
    }

    private sealed class StreamRun
    {
        private readonly ChannelTable _sender;
        private readonly ChannelTable _receiver;
        private readonly List<(Sequence Packet, byte[] Section, Fate Fate)> _held = [];
        private readonly List<int> _queued = [];
        private readonly List<int> _received = [];
        private readonly bool _isOrdered;
        private int _nextNumber;
        private ushort _nextPacket;

        public StreamRun(ChannelMode mode)
        {
            var options = new ChannelOptions
            {
                Mode = mode, MaxMessageBytes = 160, WindowBytes = 400, QueueBytes = 2_000,
            };
            _isOrdered = mode == ChannelMode.ReliableOrdered;
            _sender = new ChannelTable([options], PacketBytes, new BytePages());
            _receiver = new ChannelTable([options], PacketBytes, new BytePages());
        }

        public void Queue(int messageBytes)
        {
            int number = _nextNumber++;
            if (_sender.TrySend(0, NumberedMessages.Create(number, messageBytes)) == SendResult.Queued)
                _queued.Add(number);
        }

        public void SendPacket(Fate fate, int room)
        {
            var packet = new Sequence(_nextPacket++);
            byte[] buffer = new byte[room];
            byte[] section = buffer[.._sender.Write(buffer, packet, datagramsOnly: false)];
            if (section.Length == 0)
                return;
            if (fate is Fate.Delivered or Fate.TakenForLost)
                Arrive(section);
            if (fate == Fate.Delivered)
                _sender.Delivered(packet);
            else if (fate is Fate.Lost or Fate.TakenForLost or Fate.AckedAfterLoss)
                _sender.Lost(packet);
            if (fate is Fate.Late or Fate.DeliveredLate or Fate.AckedAfterLoss)
                _held.Add((packet, section, fate));
            if (_held.Count > 6)
                ReleaseOldest();
        }

        public void Finish()
        {
            while (_held.Count > 0)
                ReleaseOldest();
            for (int step = 0; step < 500 && _sender.IsDue; step++)
                SendPacket(Fate.Delivered, PacketBytes);
            Assert.Equal(0, _sender.StatisticsOf(0).QueuedBytes);
            Assert.Equal(_queued, _isOrdered ? _received : _received.Order());
        }

        private void ReleaseOldest()
        {
            (Sequence packet, byte[] section, Fate fate) = _held[0];
            _held.RemoveAt(0);
            // A late packet is lost at last; the others arrive, one of them after it was taken for lost.
            if (fate == Fate.Late)
            {
                _sender.Lost(packet);
                return;
            }

            Arrive(section);
            _sender.Delivered(packet);
        }

        private void Arrive(byte[] section) =>
            Assert.Equal(ChannelViolation.None, _receiver.Receive(section, Take, out _));

        private bool Take(byte channel, ReadOnlySpan<byte> message)
        {
            _received.Add(NumberedMessages.NumberOf(message.ToArray()));
            return true;
        }
    }
}
