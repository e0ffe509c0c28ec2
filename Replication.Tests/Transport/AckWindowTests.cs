using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

public sealed class AckWindowTests
{
    [Fact]
    public void Nothing_is_acked_before_anything_was_accepted()
    {
        var window = new AckWindow();
        window.MarkSeen(0);

        Assert.False(window.TryGetAck(out _, out _));
    }

    [Fact]
    public void The_newest_is_the_ack_and_the_ones_before_it_are_the_bits()
    {
        AckWindow window = Accepted(0, 1, 3);

        Assert.True(window.TryGetAck(out Sequence ack, out uint bits));
        Assert.Equal(new Sequence(3), ack);
        Assert.Equal(0b110u, bits);
    }

    [Fact]
    public void A_packet_that_was_seen_but_not_accepted_is_a_duplicate_and_not_acked()
    {
        AckWindow window = Accepted(0, 1);
        window.MarkSeen(2);

        Assert.Equal(Arrival.Duplicate, window.Classify(2));
        Assert.True(window.TryGetAck(out Sequence ack, out _));
        Assert.Equal(new Sequence(1), ack);
    }

    [Fact]
    public void A_packet_beyond_the_reach_of_the_bits_is_stale()
    {
        AckWindow window = Accepted(100);

        Assert.Equal(Arrival.New, window.Classify(100 - AckWindow.Reach));
        Assert.Equal(Arrival.Stale, window.Classify(100 - AckWindow.Reach - 1));
    }

    [Fact]
    public void The_number_continues_over_the_wrap_of_the_sequence()
    {
        AckWindow window = Accepted(65_534);

        Assert.Equal(65_537, window.Expand(new Sequence(1)));
        Assert.Equal(65_530, window.Expand(new Sequence(65_530)));
    }

    [Fact]
    public void It_answers_as_a_set_of_all_numbers_would() =>
        Gen.Select(Gen.Int[-600, 60], Gen.Bool).Array[1, 300].Sample(steps =>
        {
            var window = new AckWindow();
            var seen = new HashSet<long>();
            var accepted = new HashSet<long>();
            long newest = -1;
            foreach ((int step, bool accept) in steps)
            {
                long number = Math.Max(0, newest + step);
                Arrival expected = newest - number > AckWindow.Reach ? Arrival.Stale
                    : seen.Contains(number) ? Arrival.Duplicate : Arrival.New;
                Assert.Equal(expected, window.Classify(number));
                Assert.Equal(number, window.Expand(new Sequence((ushort)number)));
                if (expected != Arrival.New)
                    continue;

                window.MarkSeen(number);
                seen.Add(number);
                newest = Math.Max(newest, number);
                if (accept && accepted.Add(number))
                    window.Accept(number, TimeSpan.FromTicks(number));
                CheckAck(window, accepted, newest);
            }
        });

    private static void CheckAck(AckWindow window, HashSet<long> accepted, long newest)
    {
        // An ack names packets within reach of the newest seen, and its bits 32 more.
        long[] remembered = accepted.Where(number => newest - number <= AckWindow.Reach + 32).ToArray();
        bool isWithinReach = remembered.Length > 0 && newest - remembered.Max() <= AckWindow.Reach;
        Assert.Equal(isWithinReach, window.TryGetAck(out Sequence ack, out uint bits));
        if (!isWithinReach)
            return;

        long newestAccepted = remembered.Max();
        Assert.Equal(new Sequence((ushort)newestAccepted), ack);
        Assert.Equal(TimeSpan.FromTicks(newestAccepted), window.NewestAcceptedAt);
        for (int bit = 0; bit < 32; bit++)
        {
            bool expected = remembered.Contains(newestAccepted - 1 - bit);
            Assert.Equal(expected, (bits >> bit & 1) != 0);
        }
    }

    private static AckWindow Accepted(params long[] numbers)
    {
        var window = new AckWindow();
        foreach (long number in numbers)
        {
            window.MarkSeen(number);
            window.Accept(number, TimeSpan.Zero);
        }

        return window;
    }
}
