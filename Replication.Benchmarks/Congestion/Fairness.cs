namespace Replication.Benchmarks;

/// <summary>How equal shares are.</summary>
internal static class Fairness
{
    /// <summary>Jain's index: 1 where all are equal, one in their number where one has everything.</summary>
    public static double Jain(double[] shares)
    {
        double sum = shares.Sum();
        return sum * sum / (shares.Length * shares.Sum(static share => share * share));
    }
}
