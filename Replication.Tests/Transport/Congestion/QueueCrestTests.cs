using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Congestion;

/// <summary>When a session falls although the queue did not reach its target.</summary>
public sealed class QueueCrestTests
{
    private const double Target = 0.01;

    private QueueTrend _trend;
    private QueueCrest _crest = new();
    private TimeSpan _now;

    [Fact]
    public void A_queue_that_others_took_back_has_passed()
    {
        Assert.False(Passes(0.002, 0.004, 0.006, 0.008));
        Assert.True(Passes(0.001));
    }

    [Fact]
    public void A_small_queue_is_no_crest() => Assert.False(Passes(0.002, 0.004, 0.005, 0.001));

    [Fact]
    public void A_queue_that_stays_has_not_passed_however_usual_it_becomes() =>
        Assert.False(Passes([0.004, 0.008, .. Enumerable.Repeat(0.008, 200)]));

    [Fact]
    public void The_end_of_a_queue_that_the_session_fell_for_is_no_crest()
    {
        Assert.False(Passes(0.004, 0.008, 0.012));
        _crest.NoteFall();
        Assert.False(Passes(0.012, 0.008, 0.004, 0));
    }

    [Fact]
    public void Delays_that_jump_about_are_no_crest() =>
        Assert.False(Passes([.. Enumerable.Range(0, 100).Select(static index => index % 2 == 0 ? 0.008 : 0.001)]));

    // Whether a crest passes with one of the intervals whose queues, in seconds, are given.
    private bool Passes(params double[] queues)
    {
        bool has = false;
        foreach (double queue in queues)
        {
            var interval = new SendInterval { StartedAt = _now, PacketCount = 5, Bytes = 5_000 };
            interval.AddDelay(queue, _now);
            _now += TimeSpan.FromMilliseconds(50);
            interval.EndedAt = _now;
            _trend.Note(interval, isStarting: false);
            has |= _crest.Passes(_trend, Target);
        }

        return has;
    }
}
