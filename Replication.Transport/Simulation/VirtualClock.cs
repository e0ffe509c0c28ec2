namespace Replication.Transport;

/// <summary>
/// A clock that stands still until it is told to move, so that a test of minutes takes milliseconds and gives the same
/// result each time. Its instants begin at zero, its calendar at 2000-01-01 UTC. Any thread may read it; one advances
/// it.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long _ticks;

    /// <summary>Ten million a second: the ticks of <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Universal time is local time here.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Moves the clock on.</summary>
    /// <param name="by">Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public void Advance(TimeSpan by)
    {
        if (by < TimeSpan.Zero)
            Throw.TimeGoesBack(by);
        Interlocked.Add(ref _ticks, by.Ticks);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Epoch + TimeSpan.FromTicks(GetTimestamp());

    /// <summary>Not supported: nothing waits on a clock that only its owner moves.</summary>
    /// <param name="callback">Unused.</param>
    /// <param name="state">Unused.</param>
    /// <param name="dueTime">Unused.</param>
    /// <param name="period">Unused.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Throw.VirtualClockHasNoTimers();
        return null;
    }
}
