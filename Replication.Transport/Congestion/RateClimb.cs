namespace Replication.Transport;

/// <summary>
/// How fast a rate climbs while no queue is seen: by so many bytes a second in each second, the same for all sessions
/// of a path that have seen no queue for as long, whatever their rates. That is what makes them equal, and the faster
/// the more often they climb and fall: what climbs by its own rate, even by a small power of it, stays apart.
/// </summary>
internal static class RateClimb
{
    private const double Slowest = 3_125;
    private const double ByCalm = 10;

    // So much queue of 1 Mbit/s may build before the first of it is seen: what limits the climb.
    private const double MaxOvershootSeconds = 0.003;
    private const double OvershootPerJitter = 0.6;
    private const double MaxShare = 0.12;
    private const double ReferenceRate = 125_000;

    /// <summary>Bytes a second, in each second.</summary>
    /// <param name="rate">The rate that climbs, in bytes a second.</param>
    /// <param name="calmSeconds">How long no queue was seen.</param>
    /// <param name="loopSeconds">How long it takes until a change of the rate is seen.</param>
    /// <param name="jitterSeconds">How far delays jump about.</param>
    public static double At(double rate, double calmSeconds, double loopSeconds, double jitterSeconds)
    {
        double overshoot = MaxOvershootSeconds + OvershootPerJitter * jitterSeconds;
        double most = ReferenceRate * Math.Min(overshoot / (loopSeconds * loopSeconds), MaxShare);
        double climb = Math.Min(Slowest * (1 + ByCalm * calmSeconds * calmSeconds), most);
        // Where that would take long and still no queue was seen, the path has become much wider.
        return climb + 0.25 * Math.Max(0, calmSeconds - 1 - 0.2 * rate / climb) * rate;
    }
}
