using System.CommandLine;
using System.Numerics;
using Replication.Runtime;
using Replication.Transport;

namespace Replication.Samples;

/// <summary>A component: the generator writes its codec.</summary>
[Replicated]
public partial struct Ball
{
    /// <summary>Metres.</summary>
    [Quantize(-100, 100, 0.01)]
    public Vector3 Position;

    /// <summary>How often it hit the ground.</summary>
    public ushort Bounces;
}

/// <summary>The smallest program: a value on the server arrives at a client.</summary>
public static class Hello
{
    /// <summary>The command line's <c>hello</c>.</summary>
    public static Command Command()
    {
        var command = new Command("hello", "A server and a client in one process: prints a value as it arrives.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        var clock = new VirtualClock();
        var network = new LoopbackNetwork(clock, NetworkConditions.Perfect, seed: 1);
        var options = new ReplicationOptions();

        var serverWorld = new WorldStore(ReplicationSchema.Table);
        using var server =
            new ReplicationServer(network.CreateLink(), ReplicationSchema.Table, serverWorld, options, clock);
        Entity ball = serverWorld.Create(new Ball { Position = new Vector3(0, 10, 0) });

        var clientWorld = new WorldStore(ReplicationSchema.Table);
        using var client = new ReplicationClient(
            network.CreateLink(), server.Address, ReplicationSchema.Table, clientWorld, options, clock);
        client.Connect();

        for (int tick = 1; tick <= 20; tick++)
        {
            serverWorld.Get<Ball>(ball).Position.Y -= 0.25f;
            server.Tick();
            client.Tick();
            clock.Advance(TimeSpan.FromMilliseconds(50));
            if (clientWorld.TryFind(serverWorld.IdOf(ball), out Entity arrived))
                Console.WriteLine($"tick {tick}: the client sees {clientWorld.Get<Ball>(arrived).Position}");
        }

        return client.Hash() == server.Hash() ? 0 : 1;
    }
}
