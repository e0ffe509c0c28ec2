namespace Replication.Transport;

/// <summary>
/// Whether the peer seems out of reach: a packet timed out and nothing was acked since it was sent. What would go again
/// then waits but for one probe at a time, ever more rarely, down to one a second. Any ack ends it.
/// </summary>
internal struct Outage
{
    private static readonly TimeSpan MaxProbeInterval = TimeSpan.FromSeconds(1);

    private TimeSpan _probeInterval;
    private TimeSpan _nextProbeAt;

    public bool IsActive { get; private set; }

    public void Begin(TimeSpan now, TimeSpan timeout)
    {
        if (IsActive)
            return;
        IsActive = true;
        _probeInterval = timeout;
        _nextProbeAt = now;
    }

    public void End() => IsActive = false;

    /// <summary>True once in each interval; the next is twice as long.</summary>
    public bool TryProbe(TimeSpan now)
    {
        if (now < _nextProbeAt)
            return false;
        _nextProbeAt = now + _probeInterval;
        _probeInterval = 2 * _probeInterval < MaxProbeInterval ? 2 * _probeInterval : MaxProbeInterval;
        return true;
    }
}
