using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Channels;

public sealed class BulkTests
{
    private static readonly ChannelOptions Options = new()
    {
        Mode = ChannelMode.Bulk, MaxMessageBytes = 16 << 20, WindowBytes = 1 << 20, QueueBytes = 17 << 20,
    };

    [Fact]
    public void Messages_of_any_size_and_content_come_as_they_were() =>
        Gen.Select(Gen.Int[0, 140_000], Gen.Int[0, 2]).Array[1, 4].Sample(
            messages =>
            {
                var pair = new BulkPair();
                foreach ((int length, int kind) in messages)
                {
                    byte[] message = Content(length, kind);
                    Assert.Equal(message, pair.Carry(message));
                }
            },
            iter: 30);

    [Fact]
    public void The_largest_message_passes()
    {
        byte[] message = Content(16 << 20, kind: 2);

        Assert.Equal(message, new BulkPair().Carry(message));
    }

    [Fact]
    public void What_can_be_packed_travels_packed()
    {
        var pair = new BulkPair();
        pair.Carry(Content(1 << 20, kind: 0));
        Assert.InRange(pair.CarriedBytes, 1, (1 << 20) / 100);

        pair = new BulkPair();
        pair.Carry(Content(1 << 20, kind: 1));
        // What cannot be packed costs its framing and no more.
        Assert.InRange(pair.CarriedBytes, 1 << 20, (1 << 20) * 1.01);
    }

    [Fact]
    public void A_large_message_crosses_a_bad_network()
    {
        using var world = new TransportWorld();
        TransportWorld.Peer peer = world.AddConnectedClient();
        RecordingHandler handler = world.HandlerOf(world.Acceptor.Connections[0]);
        world.Network.Conditions = new NetworkConditions
        {
            LossRatio = 0.1, Latency = TimeSpan.FromMilliseconds(20), ReorderRatio = 0.1, DuplicateRatio = 0.1,
        };
        byte[] message = Content(1 << 20, kind: 1);

        Assert.Equal(SendResult.Queued, peer.Session.TrySend(4, message));
        world.RunUntil(() => handler.Messages.Count == 1);

        Assert.Equal(message, handler.Messages[0].Message);
    }

    // A block that announces 32,768 bytes and unpacks to more: a run of zeros whose length code goes on and on.
    [Fact]
    public void A_block_that_unpacks_to_more_than_it_stands_for_is_refused()
    {
        byte[] bomb = [0x1F, 0, 1, 0, .. Enumerable.Repeat((byte)255, 4_000), 0, 0x10, 0];
        byte[] frame = [1, .. BitConverter.GetBytes(1 << 20), .. bomb];
        var assembly = new BulkAssembly(1 << 20);

        Assert.Equal(ChannelViolation.BadBlock, assembly.Take(frame, out bool isWhole));
        Assert.False(isWhole);
    }

    [Fact]
    public void Garbage_blocks_are_refused_or_fill_no_more_than_they_may() => Gen.Byte.Array[0, 200].Sample(garbage =>
    {
        var assembly = new BulkAssembly(100_000);
        byte[] frame = [1, 0x00, 0x20, 0, 0, .. garbage];
        if (assembly.Take(frame, out bool isWhole) == ChannelViolation.None)
            Assert.True(isWhole && assembly.Message.Length == 0x2000);
    });

    private static byte[] Content(int length, int kind)
    {
        byte[] message = new byte[length];
        if (kind == 1)
            new Random(length).NextBytes(message);
        else if (kind == 2)
        {
            for (int index = 0; index < length; index++)
                message[index] = (byte)(index / 7 ^ index / 1_000);
        }

        return message;
    }

    /// <summary>Two channel tables and packets that all arrive.</summary>
    private sealed class BulkPair
    {
        private readonly ChannelTable _sender = new([Options], 1_200, new BytePages());
        private readonly ChannelTable _receiver = new([Options], 1_200, new BytePages());
        private readonly byte[] _room = new byte[1_200];
        private ushort _packet;

        public long CarriedBytes { get; private set; }

        public byte[]? Carry(byte[] message)
        {
            byte[]? received = null;
            Assert.Equal(SendResult.Queued, _sender.TrySend(0, message));
            while (_sender.IsDue)
            {
                int bytes = _sender.Write(_room, new Sequence(_packet), datagramsOnly: false);
                CarriedBytes += bytes;
                Assert.Equal(ChannelViolation.None, _receiver.Receive(_room.AsSpan(0, bytes), Take, out _));
                _sender.Delivered(new Sequence(_packet++));
            }

            return received;

            bool Take(byte channel, ReadOnlySpan<byte> bytes)
            {
                received = bytes.ToArray();
                return true;
            }
        }
    }
}
