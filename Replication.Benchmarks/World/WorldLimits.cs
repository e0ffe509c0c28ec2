using Replication.Runtime;
using Replication.Transport;

namespace Replication.Benchmarks;

/// <summary>The limits that both sides of a run have.</summary>
internal static class WorldLimits
{
    /// <summary>A client's limits: it answers whenever it looks, as a game's client does with its input.</summary>
    public static ReplicationOptions OfClient(WorldOptions options)
    {
        ReplicationOptions common = Of(options);
        return common with
        {
            Transport = common.Transport with { MaxAckDelay = TimeSpan.Zero, PrivateKey = default },
        };
    }

    /// <summary>A client's way in, from the run's own backend; null where sessions are not sealed.</summary>
    public static ConnectToken? TokenOf(WorldOptions options, int client, LinkAddress server)
    {
        if (options.PrivateKey is null) return null;
        using var mint = new ConnectTokenMint(protocolId: 0, options.PrivateKey, TimeProvider.System);
        return mint.Mint((ulong)client, [server]);
    }

    public static ReplicationOptions Of(WorldOptions options)
    {
        var transport = new TransportOptions
        {
            MaxSessions = Math.Max(1, options.Clients),
            PrivateKey = options.PrivateKey,
        };
        return new ReplicationOptions
        {
            MaxReplicas = Math.Max(65_536, options.Entities),
            BudgetBytesPerTick = options.BudgetKilobits == 0
                ? 16 << 20
                : Math.Max(transport.MaxPayloadBytes, options.BudgetKilobits * 1_000 / 8 / options.Hertz),
            TicksPerSecond = options.Hertz,
            HistoryTicks = options.HistoryTicks,
            MaxCoarseBits = options.CoarseBits,
            Positions = [WorldScene.PositionOf(options)],
            Transport = transport,
        };
    }

    /// <summary>The server's end: its link as bad as the way from every client is.</summary>
    public static ILink OfServer(ILink link, WorldOptions options, TimeProvider time) =>
        Simulated(link, TimeSpan.FromMilliseconds(options.LatencyMilliseconds), options, 1, time);

    /// <summary>A client's end: its link as bad as the way to it is.</summary>
    public static ILink OfClient(ILink link, WorldOptions options, int client, TimeProvider time) =>
        Simulated(link, options.LatencyTo(client), options, (ulong)client + 2, time);

    private static ILink Simulated(ILink link, TimeSpan latency, WorldOptions options, ulong seed, TimeProvider time)
    {
        NetworkConditions conditions =
            NetworkConditions.Perfect with { LossRatio = options.LossRatio, Latency = latency };
        return conditions == NetworkConditions.Perfect ? link : new SimulatedLink(link, conditions, seed, time);
    }
}
