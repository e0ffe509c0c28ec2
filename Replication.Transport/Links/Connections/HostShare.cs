namespace Replication.Transport;

/// <summary>What one host takes of a link's limits.</summary>
/// <param name="opensPerSecond">How many connections it may begin in a second; at least 1.</param>
internal struct HostShare(int opensPerSecond)
{
    private OpeningRate _rate = new(opensPerSecond);

    public int Connections { get; private set; }

    public readonly bool MayOpen(TimeSpan now) => _rate.MayTake(now);

    /// <summary>Nothing is left of it that another moment would need to know.</summary>
    public readonly bool IsIdle(TimeSpan now) => Connections == 0 && _rate.IsUnused(now);

    public void Enter(TimeSpan now)
    {
        Connections++;
        _rate.Take(now);
    }

    public void Leave() => Connections--;
}
