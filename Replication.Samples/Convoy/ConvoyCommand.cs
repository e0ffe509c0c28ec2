using System.CommandLine;
using Replication.Runtime;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>
/// The command line's <c>convoy</c>: prefabs, references, parents and groups on a bad network. No trailer is ever seen
/// without its truck, or where the truck of another tick would pull it.
/// </summary>
internal static class ConvoyCommand
{
    private static readonly Option<bool> WithoutGroups = new("--without-groups")
    {
        Description = "To see what groups are for: how often a trailer is where another tick's truck would pull it.",
    };

    private const int LastDrivingTick = 170;

    // When nothing changes any more the client comes to show all of it, as fast as the network lets it.
    private const int LastTick = 600;

    public static Command Command()
    {
        var command = new Command("convoy", "Trucks with trailers on a bad network: prefabs, parents and groups.")
        {
            WithoutGroups,
        };
        command.SetAction(static parsed => Run(isGrouped: !parsed.GetValue(WithoutGroups)));
        return command;
    }

    private static int Run(bool isGrouped)
    {
        var clock = new VirtualClock();
        NetworkConditions bad = BadNetwork.Of(lossRatio: 0.2, latencyMilliseconds: 30) with
        {
            Jitter = TimeSpan.FromMilliseconds(40),
            DuplicateRatio = 0.05,
        };
        var network = new LoopbackNetwork(clock, bad, seed: 1);
        var options = new ReplicationOptions { Prefabs = ConvoyServer.Prefabs };
        using var server = new ConvoyServer(network.CreateLink(), options, clock, isGrouped);
        using var client = new ConvoyClient(network.CreateLink(), server.Address, options, clock);
        server.Add(trailers: 3, lane: 0);
        bool isSame = false;
        for (int tick = 1; tick <= LastTick && !isSame; tick++)
        {
            if (tick == 40) server.Add(trailers: 2, lane: 5);
            if (tick == 80) server.Unload();
            if (tick == 120) server.RemoveFirst();
            server.Tick(isDriving: tick <= LastDrivingTick);
            client.Tick(tick);
            clock.Advance(TimeSpan.FromMilliseconds(50));
            isSame = tick > LastDrivingTick && client.Hash() == server.Hash();
            if (isSame) Console.WriteLine($"tick {tick}: the client shows all that the server has");
        }

        Console.WriteLine(
            $"Looked at trailers {client.Looks} times: {client.Torn} were not where their truck pulls them.");
        if (!isSame)
            Console.WriteLine($"The client shows {client.ReplicaCount} of {server.ReplicaCount} replicas, not all.");
        return isSame && (client.Torn == 0 || !isGrouped) ? 0 : 1;
    }
}
