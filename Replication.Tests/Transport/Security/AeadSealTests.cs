using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class AeadSealTests
{
    private const int EpochBits = 17;
    private const ulong Epoch = 1UL << EpochBits;
    private const int HeaderBytes = 4;

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(static value => (byte)value)];

    [Fact]
    public void What_one_side_seals_the_other_opens() =>
        Gen.Select(Gen.Byte.Array[0, 1_300], Gen.ULong[0, Epoch - 1]).Sample(
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
    public void Garbage_never_opens() => Gen.Select(Gen.Byte.Array[HeaderBytes, 100], Gen.ULong[0, 3 * Epoch]).Sample(
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
    public void Keys_change_between_epochs_and_both_sides_follow()
    {
        using Pair pair = new();
        byte[] last = Seal(pair.Client, [1], Epoch - 1);
        byte[] next = Seal(pair.Client, [2], Epoch);
        byte[] second = Seal(pair.Client, [3], 2 * Epoch);

        Assert.True(Opens(pair.Server, next, Epoch));
        Assert.True(Opens(pair.Server, last, Epoch - 1), "overtaken at the border");
        Assert.True(Opens(pair.Server, second, 2 * Epoch));
        Assert.True(Opens(pair.Server, next, Epoch));
        Assert.False(Opens(pair.Server, last, Epoch - 1), "its key is forgotten");
        Assert.Equal(2, pair.ServerIncoming.Changes);
    }

    [Fact]
    public void The_same_body_and_place_in_the_next_epoch_has_nothing_in_common()
    {
        using Pair pair = new();
        byte[] first = Seal(pair.Server, new byte[64], 0);
        byte[] second = Seal(pair.Server, new byte[64], Epoch);

        Assert.NotEqual(first[HeaderBytes..], second[HeaderBytes..]);
        Assert.False(Opens(pair.Client, first, Epoch));
    }

    [Fact]
    public void A_forged_packet_of_the_next_epoch_changes_one_key_and_shuts_nobody_out()
    {
        using Pair pair = new();
        byte[] real = Seal(pair.Client, [1], Epoch - 1);
        for (ulong ahead = 0; ahead < 100; ahead++)
            Assert.False(Opens(pair.Server, new byte[60], Epoch + ahead));

        Assert.Equal(1, pair.ServerIncoming.Changes);
        Assert.True(Opens(pair.Server, real, Epoch - 1));
        Assert.True(Opens(pair.Server, Seal(pair.Client, [1], Epoch), Epoch));
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
        if (!pair.Server.TryOpen(packet, HeaderBytes, number, out _))
            Assert.Fail("A packet did not open.");
    }

    private static byte[] Seal(AeadSeal seal, byte[] body, ulong number)
    {
        byte[] packet = [9, 8, 7, 6, .. body, .. new byte[seal.OverheadBytes]];
        seal.Seal(packet, HeaderBytes, number);
        return packet;
    }

    private static bool Opens(AeadSeal seal, byte[] packet, ulong number, byte[]? expected = null)
    {
        byte[] copy = [.. packet];
        return seal.TryOpen(copy, HeaderBytes, number, out int bodyBytes)
            && (expected is null || copy.AsSpan(HeaderBytes, bodyBytes).SequenceEqual(expected));
    }

    private readonly struct Pair : IDisposable
    {
        public Pair()
        {
            ServerIncoming = Keys(1);
            Client = new AeadSeal(Keys(1), Keys(2), connectionId: 0x1234);
            Server = new AeadSeal(Keys(2), ServerIncoming, receivesId: true);
        }

        public AeadSeal Client { get; }

        public AeadSeal Server { get; }

        public PacketKeys ServerIncoming { get; }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }

        private static PacketKeys Keys(byte direction) =>
            new(AeadSources.Best, CipherKind.ChaCha20, [.. Secret[1..], direction], EpochBits);
    }
}
