using Replication.Transport;

namespace Replication.Tests.Transport;

/// <summary>
/// The system's clock that jumps ahead when it is told to, so that a test over real sockets need not wait for a
/// timeout.
/// </summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _shiftTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.Now().Ticks + Interlocked.Read(ref _shiftTicks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
}
