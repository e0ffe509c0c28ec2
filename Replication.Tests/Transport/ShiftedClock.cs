using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>
/// The system's clock that jumps ahead when it is told to, so that a test over real sockets need not wait for a
/// timeout.
/// </summary>
/// <param name="speed">
/// How fast it goes by itself, 1 as the system's; slower, a deadline comes when the test says so, however busy the
/// machine is.
/// </param>
internal sealed class ShiftedClock(double speed = 1) : TimeProvider
{
    private readonly TimeSpan _start = System.Now();

    private long _shiftTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() =>
        _start.Ticks + ((System.Now() - _start) * speed).Ticks + Interlocked.Read(ref _shiftTicks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
}
