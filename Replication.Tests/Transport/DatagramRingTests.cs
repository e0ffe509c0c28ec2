using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class DatagramRingTests
{
    [Fact]
    public void A_full_ring_takes_nothing_until_something_is_taken()
    {
        var ring = new DatagramRing(slotCount: 2, slotBytes: 4);
        Assert.True(TryPut(ring, 1));
        Assert.True(TryPut(ring, 2));
        Assert.False(TryPut(ring, 3));

        Assert.Equal(1, Take(ring));
        Assert.True(TryPut(ring, 4));
        Assert.Equal(2, Take(ring));
        Assert.Equal(4, Take(ring));
        Assert.Null(Take(ring));
    }

    [Fact]
    public void Several_are_handed_over_at_once_and_what_was_dropped_is_passed_over()
    {
        var ring = new DatagramRing(slotCount: 4, slotBytes: 4);
        Assert.True(TryPut(ring, 0));
        Assert.Equal(0, Take(ring));

        ring.Drop(0);
        Fill(ring, ahead: 1, 1);
        ring.Drop(2);
        Fill(ring, ahead: 3, 2);
        Assert.Null(Take(ring));
        ring.Commit(4);

        Assert.Equal(0, ring.FreeCount);
        Assert.Equal(1, Take(ring));
        Assert.Equal(2, Take(ring));
        Assert.Null(Take(ring));
        Assert.Equal(4, ring.FreeCount);
    }

    [Fact]
    public async Task Two_threads_pass_every_datagram_once_and_in_order()
    {
        const int Count = 200_000;
        var ring = new DatagramRing(slotCount: 64, slotBytes: 4);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task producer = Task.Run(
            () =>
            {
                for (int number = 0; number < Count;)
                {
                    if (TryPut(ring, number))
                        number++;
                    else
                        Thread.Yield();
                }
            },
            cancellation);

        for (int expected = 0; expected < Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Take(ring) is not { } number)
            {
                await Task.Yield();
                continue;
            }

            Assert.Equal(expected, number);
            expected++;
        }

        await producer;
        Assert.Null(Take(ring));
    }

    private static void Fill(DatagramRing ring, int ahead, int number)
    {
        BitConverter.TryWriteBytes(ring.Slot(ahead), number);
        ring.Describe(ahead, new ReceivedDatagram(4, default, TimeSpan.Zero));
    }

    private static bool TryPut(DatagramRing ring, int number)
    {
        if (ring.FreeCount == 0)
            return false;
        Fill(ring, ahead: 0, number);
        ring.Commit(1);
        return true;
    }

    private static int? Take(DatagramRing ring)
    {
        if (!ring.TryPeek(out Span<byte> datagram, out _))
            return null;
        int number = BitConverter.ToInt32(datagram);
        ring.Release();
        return number;
    }
}
