using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class ReplayWindowTests
{
    [Fact]
    public void A_number_is_taken_once()
    {
        ReplayWindow window = default;
        foreach (ulong sequence in (ulong[])[5, 3, 4, 300, 100, 45])
        {
            Assert.True(window.CanTake(sequence));
            window.Take(sequence);
            Assert.False(window.CanTake(sequence));
        }
    }

    [Fact]
    public void The_newest_and_the_255_before_it_can_be_told()
    {
        ReplayWindow window = default;
        window.Take(1_000);

        Assert.True(window.CanTake(745));
        Assert.False(window.CanTake(744));
        Assert.False(window.CanTake(0));
        Assert.True(window.CanTake(1_001));
    }

    [Fact]
    public void The_largest_numbers_do_not_wrap()
    {
        ReplayWindow window = default;
        window.Take(ulong.MaxValue - 300);
        window.Take(ulong.MaxValue - 1);
        Assert.True(window.CanTake(ulong.MaxValue));
        window.Take(ulong.MaxValue);

        Assert.False(window.CanTake(ulong.MaxValue));
        Assert.False(window.CanTake(0));
        Assert.True(window.CanTake(ulong.MaxValue - 255));
        Assert.False(window.CanTake(ulong.MaxValue - 256));
    }

    [Fact]
    public void The_window_agrees_with_a_set_of_all_numbers() =>
        Gen.Select(Gen.ULong, Gen.Int[-400, 700].Array[1, 200]).Sample(
            static (start, steps) =>
            {
                ReplayWindow window = default;
                var taken = new HashSet<ulong>();
                ulong position = start;
                foreach (int step in steps)
                {
                    position = unchecked(position + (ulong)step);
                    bool expected = taken.Count == 0 || position > taken.Max()
                        || (taken.Max() - position < 256 && !taken.Contains(position));
                    Assert.Equal(expected, window.CanTake(position));
                    if (!expected)
                        continue;
                    window.Take(position);
                    taken.Add(position);
                }
            },
            iter: 500,
            threads: 1);
}
