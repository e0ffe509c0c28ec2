using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class AeadSealTests
{
    private const int HeaderBytes = 4;
    private const byte Payload = (byte)PacketKind.Payload;
    private const byte OddPayload = 12;

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(static value => (byte)value)];

    [Fact]
    public void What_one_side_seals_the_other_opens() =>
        Gen.Select(Gen.Byte.Array[0, 1_300], Gen.ULong[0, 1UL << 40]).Sample(
            static (body, number) =>
            {
                using Pair pair = new();
                byte[] toServer = Seal(pair.Client, body, number);
                byte[] toClient = Seal(pair.Server, body, number);
                return Opens(pair.Server, toServer, number, body) && Opens(pair.Client, toClient, number, body);
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Every_flipped_bit_but_the_connection_ids_keeps_a_packet_out()
    {
        using Pair pair = new();
        byte[] packet = Seal(pair.Client, [1, 2, 3], 5);

        for (int bit = 0; bit < (packet.Length - AeadSeal.ConnectionIdBytes) * 8; bit++)
            Assert.False(Opens(pair.Server, NetcodeTap.Flip(packet, bit), 5), $"bit {bit}");
        Assert.True(Opens(pair.Server, packet, 5));
    }

    [Fact]
    public void Another_number_another_direction_and_another_cut_keep_a_packet_out()
    {
        using Pair pair = new();
        byte[] packet = Seal(pair.Client, [1, 2, 3], 5);

        Assert.False(Opens(pair.Server, packet, 6));
        Assert.False(Opens(pair.Client, packet[..^AeadSeal.ConnectionIdBytes], 5));
        for (int bytes = HeaderBytes; bytes < packet.Length; bytes++)
            Assert.False(Opens(pair.Server, packet[..bytes], 5), $"{bytes} bytes");
    }

    [Fact]
    public void Garbage_never_opens() => Gen.Select(Gen.Byte.Array[HeaderBytes, 100], Gen.ULong[0, 1UL << 40]).Sample(
        static (garbage, number) =>
        {
            using Pair pair = new();
            return !Opens(pair.Server, garbage, number) && !Opens(pair.Client, garbage, number);
        },
        iter: 500,
        threads: 1);

    [Fact]
    public void A_clients_packet_ends_in_its_connection_id()
    {
        using Pair pair = new();

        Assert.Equal(0x1234, AeadSeal.ReadConnectionId(Seal(pair.Client, [1], 0)));
        Assert.Equal(Seal(pair.Server, [1], 0).Length + 2, Seal(pair.Client, [1], 0).Length);
    }

    [Fact]
    public void A_new_key_is_followed_and_what_it_overtook_still_opens()
    {
        using Pair pair = new();
        byte[] first = Seal(pair.Client, [1], 0);
        byte[] overtaken = Seal(pair.Client, [2], 1);
        pair.Client.ChangeKey();
        byte[] next = Seal(pair.Client, [3], 2);
        byte[] later = Seal(pair.Client, [4], 3);
        Assert.True(Opens(pair.Server, first, 0));
        Seal(pair.Server, [], 0);

        Assert.True(Opens(pair.Server, later, 3), "the first that comes need not be the first under the key");
        Assert.True(Opens(pair.Server, overtaken, 1));
        Assert.True(Opens(pair.Server, next, 2));
        Assert.Equal(1, pair.ServerIncoming.Changes);
    }

    [Fact]
    public void Each_of_many_keys_is_followed_once()
    {
        using Pair pair = new();
        for (ulong number = 0; number < 100; number++)
        {
            Assert.True(Opens(pair.Server, Seal(pair.Client, [1], number), number), $"{number}");
            Seal(pair.Server, [], number);
            pair.Client.ChangeKey();
        }

        Assert.Equal(99, pair.ServerIncoming.Changes);
    }

    [Fact]
    public void A_key_is_forgotten_when_nothing_under_it_could_be_taken()
    {
        using Pair pair = new();
        byte[] old = Seal(pair.Client, [1], 9);
        Seal(pair.Server, [], 0);
        pair.Client.ChangeKey();
        Assert.True(Opens(pair.Server, Seal(pair.Client, [2], 10), 10));
        Assert.True(Opens(pair.Server, old, 9));

        ulong last = 9 + AckWindow.Reach;
        Assert.True(Opens(pair.Server, Seal(pair.Client, [3], last), last));
        Assert.True(Opens(pair.Server, old, 9), "the window still takes it");
        Assert.True(Opens(pair.Server, Seal(pair.Client, [3], last + 1), last + 1));

        Assert.False(Opens(pair.Server, old, 9));
    }

    [Fact]
    public void The_same_body_and_number_under_the_next_key_have_nothing_in_common()
    {
        using Pair pair = new();
        byte[] first = Seal(pair.Server, new byte[64], 0);
        pair.Server.ChangeKey();
        byte[] second = Seal(pair.Server, new byte[64], 0);

        Assert.DoesNotContain(second[HeaderBytes..].Chunk(8), piece => first.AsSpan().IndexOf(piece) >= 0);
        Assert.True(Opens(pair.Client, first, 0));
    }

    [Fact]
    public void Forged_packets_of_the_next_key_change_none()
    {
        using Pair pair = new();
        Seal(pair.Server, [], 0);
        for (ulong number = 0; number < 100; number++)
            Assert.False(Opens(pair.Server, [OddPayload, .. new byte[60]], number));

        Assert.Equal(0, pair.ServerIncoming.Changes);
        Assert.True(Opens(pair.Server, Seal(pair.Client, [1], 1), 1));
        pair.Client.ChangeKey();
        Assert.True(Opens(pair.Server, Seal(pair.Client, [1], 2), 2));
    }

    [Fact]
    public void A_peer_that_changes_keys_without_an_ack_between_is_not_followed()
    {
        using Pair pair = new();
        Seal(pair.Server, [], 0);
        pair.Client.ChangeKey();
        Assert.True(Opens(pair.Server, Seal(pair.Client, [1], 1), 1));
        pair.Client.ChangeKey();
        byte[] early = Seal(pair.Client, [1], 2);

        Assert.False(Opens(pair.Server, early, 2));
        Seal(pair.Server, [], 1);
        Assert.True(Opens(pair.Server, early, 2));
    }

    [Fact]
    public void The_bit_that_names_the_key_cannot_be_changed()
    {
        using Pair pair = new();
        Seal(pair.Server, [], 0);
        byte[] packet = Seal(pair.Client, [1], 1);
        packet[0] = OddPayload;

        Assert.False(Opens(pair.Server, packet, 1));
    }

    [Fact]
    public void Sealing_and_opening_allocate_nothing()
    {
        using Pair pair = new();
        byte[] packet = new byte[HeaderBytes + 1_000 + AeadSeal.MaxBytes];
        ulong number = 0;
        for (; number < 100; number++)
            SealAndOpen(pair, packet, number);

        long allocated = Allocations.Of(() =>
        {
            for (ulong end = number + 1_000; number < end; number++)
                SealAndOpen(pair, packet, number);
        });

        Assert.Equal(0, allocated);
    }

    private static void SealAndOpen(in Pair pair, byte[] packet, ulong number)
    {
        pair.Client.Seal(packet, HeaderBytes, number);
        if (!pair.Server.TryOpen(packet, HeaderBytes, number, isOddKey: false, out _))
            Assert.Fail("A packet did not open.");
    }

    private static byte[] Seal(AeadSeal seal, byte[] body, ulong number)
    {
        byte[] packet = [seal.IsOddKey ? OddPayload : Payload, 8, 7, 6, .. body, .. new byte[seal.OverheadBytes]];
        seal.Seal(packet, HeaderBytes, number);
        return packet;
    }

    private static bool Opens(AeadSeal seal, byte[] packet, ulong number, byte[]? expected = null)
    {
        byte[] copy = [.. packet];
        return seal.TryOpen(copy, HeaderBytes, number, copy[0] == OddPayload, out int bodyBytes)
            && (expected is null || copy.AsSpan(HeaderBytes, bodyBytes).SequenceEqual(expected));
    }

    private readonly struct Pair : IDisposable
    {
        public Pair()
        {
            ServerIncoming = new IncomingKeys(Keys(1));
            Client = new AeadSeal(new OutgoingKeys(Keys(1)), new IncomingKeys(Keys(2)), connectionId: 0x1234);
            Server = new AeadSeal(new OutgoingKeys(Keys(2)), ServerIncoming, receivesId: true);
        }

        public AeadSeal Client { get; }

        public AeadSeal Server { get; }

        public IncomingKeys ServerIncoming { get; }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }

        private static KeyChain Keys(byte direction) =>
            new(AeadSources.Best, CipherKind.ChaCha20, [.. Secret[1..], direction]);
    }
}
