using Replication.Transport;

namespace Replication.Samples;

/// <summary>What a match plays over is worse than this machine's network, where its options say so.</summary>
internal static class BadNetwork
{
    /// <param name="lossRatio">Datagrams lost on the way out of a link, 0 to 1.</param>
    /// <param name="latencyMilliseconds">How much longer they take.</param>
    public static NetworkConditions Of(double lossRatio, double latencyMilliseconds) => NetworkConditions.Perfect with
    {
        LossRatio = lossRatio,
        Latency = TimeSpan.FromMilliseconds(latencyMilliseconds),
    };

    /// <summary>Puts a link behind the simulator where conditions are not perfect.</summary>
    public static ILink Worsen(ILink link, NetworkConditions conditions, ulong seed) =>
        conditions == NetworkConditions.Perfect
            ? link
            : new SimulatedLink(link, conditions, seed, TimeProvider.System);
}
