using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Replication.Benchmarks;

/// <summary>
/// Ticks at instants that two processes of a machine agree on. Waits without spinning, since processor time is
/// measured; on Linux to some 50 us, which a sleep of the base library misses by up to a millisecond.
/// </summary>
/// <param name="epoch">The first tick, as a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="hz">Ticks a second.</param>
internal sealed partial class TickClock(long epoch, int hz)
{
    private const int MonotonicClock = 1;
    private const int UntilInstant = 1;

    private readonly long _period = Stopwatch.Frequency / hz;
    private long _next = epoch;

    /// <summary>Waits for the next tick; one that is over already is passed over.</summary>
    public void Wait()
    {
        long now = Stopwatch.GetTimestamp();
        while (_next <= now)
            _next += _period;
        while ((now = Stopwatch.GetTimestamp()) < _next)
            Sleep(_next - now);
    }

    private void Sleep(long remaining)
    {
        if (OperatingSystem.IsLinux() && Stopwatch.Frequency == 1_000_000_000)
        {
            var until = new Instant(_next / Stopwatch.Frequency, _next % Stopwatch.Frequency);
            _ = SleepUntil(MonotonicClock, UntilInstant, in until, rest: 0);
            return;
        }

        Thread.Sleep(TimeSpan.FromSeconds((double)remaining / Stopwatch.Frequency));
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int SleepUntil(int clock, int flags, in Instant until, nint rest);

    // struct timespec.
    private readonly record struct Instant(long Seconds, long Nanoseconds);
}
